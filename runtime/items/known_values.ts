import type { ItemValue } from '../model.ts'

type OtherValue = Exclude<ItemValue, number> | null

/** Stands for a place where there is none: no list is as long. */
const nowhere = 2 ** 20

/** Places in lists by the position of an item, given out as they are needed. */
class Places {
  readonly of: number[]
  /** Places that are given out. */
  count = 0

  constructor(size: number) {
    this.of = new Array<number>(size).fill(nowhere)
  }

  /** The place of a position from now on. */
  take(index: number): number {
    const known = this.of[index] ?? nowhere
    if (known !== nowhere) return known
    this.of[index] = this.count
    return this.count++
  }
}

/**
 * Where devices of one kind keep what they know of their items. What none of them ever knew has no
 * place, so that it takes no room in any of them.
 */
export class KnownPlaces {
  readonly numbers: Places
  readonly others: Places
  readonly times: Places

  /** @param size items of such a device */
  constructor(size: number) {
    this.numbers = new Places(size)
    this.others = new Places(size)
    this.times = new Places(size)
  }
}

/**
 * Values of items, and their times, by position. Numbers lie side by side, so that a new one takes no
 * memory and comparing it with the known one looks nowhere else.
 */
export class KnownValues {
  readonly #places: KnownPlaces
  /** `NaN`, which no item has, stands for what is no number. */
  #numbers: number[]
  #others: OtherValue[]
  #times: number[]

  constructor(places: KnownPlaces) {
    this.#places = places
    this.#numbers = numbersIn(places.numbers.count, [])
    this.#others = othersIn(places.others.count, [])
    this.#times = numbersIn(places.times.count, [])
  }

  /** The value at a position, `null` when there is none. */
  get(index: number): ItemValue | null {
    const { numbers, others } = this.#places
    const number = numberAt(this.#numbers, numbers.of[index] ?? nowhere)
    if (!Number.isNaN(number)) return number
    return otherAt(this.#others, others.of[index] ?? nowhere)
  }

  /** Keeps a value; `true` when it is another one than before. */
  set(index: number, value: ItemValue | null): boolean {
    const { numbers, others } = this.#places
    const place = numbers.of[index] ?? nowhere
    const number = numberAt(this.#numbers, place)
    if (typeof value === 'number') {
      if (number === value) return false
      if (place < this.#numbers.length) this.#numbers[place] = value
      else this.#addNumber(index, value)
      return true
    }
    const other = others.of[index] ?? nowhere
    if (!Number.isNaN(number)) this.#numbers[place] = Number.NaN
    else if (otherAt(this.#others, other) === value) return false
    if (other < this.#others.length) this.#others[other] = value
    else if (value !== null) this.#addOther(index, value)
    return true
  }

  /** When the value at a position was so, ms since the epoch; `NaN` when never. */
  time(index: number): number {
    return numberAt(this.#times, this.#places.times.of[index] ?? nowhere)
  }

  setTime(index: number, time: number): void {
    const place = this.#places.times.of[index] ?? nowhere
    if (place < this.#times.length) this.#times[place] = time
    else if (!Number.isNaN(time)) this.#addTime(index, time)
  }

  #addNumber(index: number, value: number): void {
    const { numbers } = this.#places
    const place = numbers.take(index)
    this.#numbers = numbersIn(numbers.count, this.#numbers)
    this.#numbers[place] = value
  }

  #addOther(index: number, value: OtherValue): void {
    const { others } = this.#places
    const place = others.take(index)
    this.#others = othersIn(others.count, this.#others)
    this.#others[place] = value
  }

  #addTime(index: number, time: number): void {
    const { times } = this.#places
    const place = times.take(index)
    this.#times = numbersIn(times.count, this.#times)
    this.#times[place] = time
  }
}

/** What is beyond a list is not even looked for: a number that may be `undefined` would be an object. */
function numberAt(numbers: readonly number[], place: number): number {
  return place < numbers.length ? (numbers[place] ?? Number.NaN) : Number.NaN
}

function otherAt(others: readonly OtherValue[], place: number): OtherValue {
  return place < others.length ? (others[place] ?? null) : null
}

/** These numbers in a list with exactly so much room: one that is added to takes more. */
function numbersIn(room: number, numbers: readonly number[]): number[] {
  const all = new Array<number>(room).fill(Number.NaN)
  for (let i = 0; i < numbers.length; i++) all[i] = numbers[i] ?? Number.NaN
  return all
}

/** The same for what is no number: a list that was made where others are made is not one of numbers. */
function othersIn(room: number, others: readonly OtherValue[]): OtherValue[] {
  const all = new Array<OtherValue>(room).fill(null)
  for (let i = 0; i < others.length; i++) all[i] = others[i] ?? null
  return all
}
