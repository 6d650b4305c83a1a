import type { ItemValue } from '../model.ts'
import type { TickPoint } from './points.ts'
import type { Rollup } from './rollup.ts'
import { hourLength, momentOf, tick } from './time.ts'

/** What is known of one step of time. */
export interface Step {
  /** Where it begins, ms since the epoch. */
  readonly at: number
  /** Numbers: the mean by how long each held. Else the last value. `null` = nothing is known. */
  readonly value: ItemValue | null
  /** Of numbers. */
  readonly min: number | null
  readonly max: number | null
}

/** Which steps are wanted: those of `length` ms that begin at `from` and after, before `to`. */
export interface StepRange {
  readonly from: number
  readonly to: number
  readonly length: number
  /** Whether values are numbers whose mean says something. */
  readonly mean: boolean
}

/** Gathers what hours of history say about steps; hours are added in order of time. */
export class Steps {
  readonly #range: StepRange
  readonly #sums: Float64Array
  readonly #weights: Float64Array
  readonly #lows: Float64Array
  readonly #highs: Float64Array
  readonly #last: (ItemValue | null)[]

  constructor(range: StepRange) {
    const count = Math.max(0, Math.ceil((range.to - range.from) / range.length))
    this.#range = range
    this.#sums = new Float64Array(count)
    this.#weights = new Float64Array(count)
    this.#lows = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    this.#highs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
    this.#last = new Array<ItemValue | null>(count).fill(null)
  }

  /** Whether an hour lies within one step, so that its rollup says all that matters. */
  isWithin(hour: number): boolean {
    const { from, to, length } = this.#range
    const start = momentOf(hour, 0)
    if (start < from || start + hourLength > to) return false
    const index = (at: number) => Math.floor((at - from) / length)
    return index(start) === index(start + hourLength - 1)
  }

  /** Adds an hour by its points; they hold until `end`, ms since the epoch, at the latest. */
  addPoints(hour: number, points: readonly TickPoint[], end: number): void {
    const over = Math.min(end, momentOf(hour + 1, 0))
    for (const [index, point] of points.entries()) {
      const next = points[index + 1]
      const until = next === undefined ? over : momentOf(hour, next.tick)
      const { value } = point
      if (value !== null) this.#add(value, { start: momentOf(hour, point.tick), end: until })
    }
  }

  /** Adds an hour of which only the rollup is left, or wanted; it is spread evenly. */
  addRollup(hour: number, { mean, min, max, covered, last }: Rollup): void {
    const start = momentOf(hour, 0)
    const end = start + hourLength
    if (!this.#range.mean) {
      if (last !== null) this.#add(last, { start: end - 1, end })
      return
    }
    if (mean === null || covered === 0) return
    const share = (covered * tick) / hourLength
    this.#each({ start, end }, (index, length) => {
      this.#weigh(index, mean, length * share)
      this.#bound(index, min ?? mean, max ?? mean)
    })
  }

  /** All steps, those of which nothing is known too. */
  list(): Step[] {
    const { from, length, mean } = this.#range
    return this.#last.map((last, index) => {
      const at = from + index * length
      const weight = this.#weights[index] ?? 0
      if (!mean) return { at, value: last, min: null, max: null }
      if (weight === 0) return { at, value: null, min: null, max: null }
      const low = this.#lows[index] ?? 0
      const high = this.#highs[index] ?? 0
      // Adding up must not lead beyond what was added.
      const value = Math.min(high, Math.max(low, (this.#sums[index] ?? 0) / weight))
      return { at, value, min: low, max: high }
    })
  }

  #add(value: ItemValue, span: Span): void {
    this.#each(span, (index, length) => {
      this.#last[index] = value
      if (typeof value !== 'number') return
      this.#weigh(index, value, length)
      this.#bound(index, value, value)
    })
  }

  #weigh(index: number, value: number, weight: number): void {
    this.#sums[index] = (this.#sums[index] ?? 0) + value * weight
    this.#weights[index] = (this.#weights[index] ?? 0) + weight
  }

  #bound(index: number, low: number, high: number): void {
    this.#lows[index] = Math.min(this.#lows[index] ?? low, low)
    this.#highs[index] = Math.max(this.#highs[index] ?? high, high)
  }

  /** The steps that a span overlaps, each with for how long. */
  #each({ start, end }: Span, take: (index: number, length: number) => void): void {
    const { from, to, length } = this.#range
    const last = Math.min(end, to)
    let at = Math.max(start, from)
    while (at < last) {
      const index = Math.floor((at - from) / length)
      const next = Math.min(last, from + (index + 1) * length)
      take(index, next - at)
      at = next
    }
  }
}

interface Span {
  readonly start: number
  readonly end: number
}
