import type { ItemValue } from '../model.ts'
import type { Recorded } from './journal.ts'
import { ValueList } from './value_list.ts'

/** Points of any series in the order in which they were recorded, without an object each. */
export class PointList implements Iterable<Recorded> {
  #series: number[] = []
  #times: number[] = []
  #values = new ValueList()

  /** How many there are. */
  get length(): number {
    return this.#series.length
  }

  /** Adds a point of a series, at ms since the epoch. */
  add(series: number, at: number, value: ItemValue | null): void {
    this.#series.push(series)
    this.#times.push(at)
    this.#values.push(value)
  }

  *[Symbol.iterator](): Generator<Recorded, void> {
    for (let i = 0; i < this.length; i++) {
      yield { series: this.#series[i] ?? 0, at: this.#times[i] ?? 0, value: this.#values.at(i) }
    }
  }
}
