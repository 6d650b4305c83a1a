import type { Item } from '../descriptor/schema.ts'
import type { Quality } from '../model.ts'
import type { ItemChange } from './notifier.ts'
import { Values } from './values.ts'
import type { Slots } from './watch.ts'

/**
 * Changes of items, field by field: what is held of a change is no object of its own, which would
 * live long enough to be moved again and again by whoever collects the garbage.
 */
export class ChangeSlots implements Slots<ItemChange> {
  readonly #addresses: string[] = []
  readonly #items: Item[] = []
  readonly #qualities: Quality[] = []
  /** ms since the epoch; `NaN` when there is none. */
  readonly #times: number[] = []
  readonly #size: number
  /** Made for the first one: often there is nobody to hold them for. */
  #values: Values | undefined

  /** `size` in changes, at least 1. */
  constructor(size: number) {
    this.#size = size
  }

  put(index: number, { address, item, value, quality, at }: ItemChange): void {
    this.#addresses[index] = address
    this.#items[index] = item
    this.#qualities[index] = quality
    this.#times[index] = at ?? Number.NaN
    this.#values ??= new Values(this.#size)
    this.#values.set(index, value)
  }

  get(index: number): ItemChange | undefined {
    const address = this.#addresses[index]
    const item = this.#items[index]
    const quality = this.#qualities[index]
    if (address === undefined || item === undefined || quality === undefined) return undefined
    const time = this.#times[index] ?? Number.NaN
    const at = Number.isNaN(time) ? null : time
    return { address, item, value: this.#values?.get(index) ?? null, quality, at }
  }
}
