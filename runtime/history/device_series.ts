/**
 * Which series the items of one device have: few numbers in one list, as there are many devices. Items
 * are told apart by a number that their key has for all devices.
 */
export class DeviceSeries {
  /** Item and series in turns, in the order in which the items were first recorded. */
  #pairs: readonly number[] = []

  /** The series of an item; 0 = it has none. */
  of(item: number): number {
    const pairs = this.#pairs
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === item) return pairs[i + 1] ?? 0
    return 0
  }

  /** An item that had none has this series from now on. */
  add(item: number, series: number): void {
    this.#pairs = this.#pairs.concat(item, series)
  }

  /** Calls a function with each item and its series. */
  each(visit: (item: number, series: number) => void): void {
    const pairs = this.#pairs
    for (let i = 0; i < pairs.length; i += 2) visit(pairs[i] ?? 0, pairs[i + 1] ?? 0)
  }
}
