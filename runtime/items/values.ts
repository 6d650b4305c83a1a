import type { ItemValue } from '../model.ts'

/**
 * Values by position. Numbers lie side by side, so that a new one takes no memory and comparing it
 * with the known one looks nowhere else.
 */
export class Values {
  /** `NaN`, which no item has, stands for what is no number. */
  readonly #numbers: number[]
  readonly #others: (Exclude<ItemValue, number> | null)[]

  constructor(size: number) {
    this.#numbers = new Array<number>(size).fill(Number.NaN)
    this.#others = new Array<Exclude<ItemValue, number> | null>(size).fill(null)
  }

  /** The value at a position, `null` when there is none. */
  get(index: number): ItemValue | null {
    const number = this.#numbers[index] ?? Number.NaN
    return Number.isNaN(number) ? (this.#others[index] ?? null) : number
  }

  /** Keeps a value; `true` when it is another one than before. */
  set(index: number, value: ItemValue | null): boolean {
    const number = this.#numbers[index] ?? Number.NaN
    if (typeof value === 'number') {
      if (number === value) return false
      this.#numbers[index] = value
      return true
    }
    if (Number.isNaN(number)) {
      if (this.#others[index] === value) return false
    } else {
      this.#numbers[index] = Number.NaN
    }
    this.#others[index] = value
    return true
  }
}
