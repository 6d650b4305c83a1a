import type { ItemValue } from '../model.ts'
import { encodePoints, type TickPoint } from './points.ts'
import { ValueList } from './value_list.ts'

/** Points in memory as they are; more than these are packed. */
const unpacked = 64

/** Points of an hour that is open: lists side by side, as an object each would outlive its time among the young. */
export class OpenPoints {
  #ticks: number[]
  #values = new ValueList()
  #packed: Uint8Array[] | undefined

  constructor({ tick, value }: TickPoint) {
    this.#ticks = [tick]
    this.#values.push(value)
  }

  /** Adds a point; none comes before the last. */
  add(tick: number, value: ItemValue | null): void {
    this.#ticks.push(tick)
    this.#values.push(value)
    if (this.#ticks.length < unpacked) return
    this.#packed ??= []
    this.#packed.push(encodePoints(this.#points()))
    this.#ticks = []
    this.#values = new ValueList()
  }

  /** All of them, most of them packed. */
  parts(): { readonly packed: readonly Uint8Array[]; readonly rest: readonly TickPoint[] } {
    return { packed: [...(this.#packed ?? [])], rest: this.#points() }
  }

  #points(): TickPoint[] {
    return this.#ticks.map((tick, i) => ({ tick, value: this.#values.at(i) }))
  }
}
