import { lastingMemory } from '../memory/lasting_memory.ts'
import type { ItemValue } from '../model.ts'
import { ValueCodes } from './value_codes.ts'

/** Rows that there is room for at first, and as a share of all by how many there are more later. */
const first = 1024
const growth = 1.25
/** A row has room for so many numbers, or for twice as many whole ones. */
const rowNumbers = 6
const rowWholes = 2 * rowNumbers

/** Which value of a series. */
export const which = { recorded: 1, seen: 2 } as const
type Which = (typeof which)[keyof typeof which]

/** Whole numbers of a row, behind its numbers; 0 at first. */
export const whole = {
  /** The page in which the points of the hour begin; 0 = there are not several. */
  head: 8,
  /** Where their last byte is. */
  end: 9,
  /** Number of the key of the item. */
  item: 10,
  /** The next series of the same device; 0 = it is the last. */
  next: 11,
} as const
type Whole = (typeof whole)[keyof typeof whole]

/** Where the codes of values are: that of `recorded`, then that of `seen`. */
const firstCode = 6

/**
 * What is known of each series, by ids that are dense, outside of the garbage collector's care: what
 * changes with every frame is no object, and series that were made together lie together.
 */
export class SeriesRows {
  #size = 0
  #numbers = new Float64Array(lastingMemory(0))
  /** The same memory. */
  #wholes = new Int32Array(this.#numbers.buffer)
  #decimals = new Uint8Array(lastingMemory(0))
  readonly #codes = new ValueCodes()

  /** Ids below this one have a row. */
  get size(): number {
    return this.#size
  }

  /** Makes the row of an id, and those before, if there are none. */
  make(id: number): void {
    if (id >= this.#decimals.length) this.#grow(id + 1)
    for (; this.#size <= id; this.#size++) {
      const at = this.#size * rowNumbers
      this.#numbers.fill(Number.NaN, at, at + which.seen + 1)
    }
  }

  /** Makes a row what it was at first; none of its points may be in pages. */
  clear(id: number): void {
    for (const of of [which.recorded, which.seen]) this.setValue(id, of, null)
    this.setTime(id, Number.NaN)
    for (const of of [whole.end, whole.item, whole.next]) this.setWhole(id, of, 0)
    this.setDecimals(id, 0)
  }

  /** A time; `NaN` at first, and where there is no row. */
  time(id: number): number {
    return id < this.#size ? (this.#numbers[id * rowNumbers] ?? Number.NaN) : Number.NaN
  }

  setTime(id: number, time: number): void {
    this.#numbers[id * rowNumbers] = time
  }

  /** A value as a number; `NaN`, which no item has, where it is none. */
  number(id: number, of: Which): number {
    return this.#numbers[id * rowNumbers + of] ?? Number.NaN
  }

  /** A value; `null` at first. */
  value(id: number, of: Which): ItemValue | null {
    const number = this.number(id, of)
    return Number.isNaN(number) ? this.#codes.value(this.#wholes[codeAt(id, of)] ?? 0) : number
  }

  setValue(id: number, of: Which, value: ItemValue | null): void {
    if (typeof value === 'number') {
      this.#numbers[id * rowNumbers + of] = value
      if (this.#wholes[codeAt(id, of)] !== 0) this.#setCode(id, of, 0)
    } else {
      this.#numbers[id * rowNumbers + of] = Number.NaN
      this.#setCode(id, of, this.#codes.hold(value))
    }
  }

  whole(id: number, of: Whole): number {
    return this.#wholes[id * rowWholes + of] ?? 0
  }

  setWhole(id: number, of: Whole, value: number): void {
    this.#wholes[id * rowWholes + of] = value
  }

  /** Decimals in which the points of the hour are counted. */
  decimals(id: number): number {
    return this.#decimals[id] ?? 0
  }

  setDecimals(id: number, decimals: number): void {
    this.#decimals[id] = decimals
  }

  #setCode(id: number, of: Which, code: number): void {
    const at = codeAt(id, of)
    this.#codes.release(this.#wholes[at] ?? 0)
    this.#wholes[at] = code
  }

  #grow(least: number): void {
    const rows = Math.max(first, least, Math.ceil(this.#decimals.length * growth))
    const memory = lastingMemory(rows * rowNumbers * Float64Array.BYTES_PER_ELEMENT)
    const numbers = new Float64Array(memory)
    const decimals = new Uint8Array(lastingMemory(rows))
    // As whole numbers, since not every one that is none comes back as it was.
    const wholes = new Int32Array(memory)
    wholes.set(this.#wholes)
    decimals.set(this.#decimals)
    this.#numbers = numbers
    this.#wholes = wholes
    this.#decimals = decimals
  }
}

function codeAt(id: number, of: Which): number {
  return id * rowWholes + firstCode + of - which.recorded
}
