import type { ItemValue } from '../model.ts'

/** Values in a list in which numbers take no object each, which would outlive its time among the young. */
export class ValueList {
  /** `NaN`, which no item has, stands for what is no number. */
  readonly #numbers: number[] = []
  #others: Map<number, Exclude<ItemValue, number>> | undefined

  /** How many there are. */
  get length(): number {
    return this.#numbers.length
  }

  /** Adds a value; `null` = nothing is known. */
  push(value: ItemValue | null): void {
    if (typeof value === 'number') {
      this.#numbers.push(value)
      return
    }
    if (value !== null) {
      this.#others ??= new Map()
      this.#others.set(this.#numbers.length, value)
    }
    this.#numbers.push(Number.NaN)
  }

  /** The value at a position, from 0; `null` beyond the end, too. */
  at(index: number): ItemValue | null {
    const number = this.#numbers[index] ?? Number.NaN
    return Number.isNaN(number) ? (this.#others?.get(index) ?? null) : number
  }
}
