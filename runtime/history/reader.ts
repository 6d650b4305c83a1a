import type { HistoryReads, HistoryRollup } from '../storage/history.ts'
import { textToBytes } from './base64.ts'
import type { SeriesHour } from './hour.ts'
import { decodePoints, type Point, parseValue, type TickPoint } from './points.ts'
import { type Rollup, rollUp } from './rollup.ts'
import { type Step, type StepRange, Steps } from './steps.ts'
import { hourOf, momentOf } from './time.ts'

/** Where the history of one series is read from. */
export interface HistorySource {
  readonly reads: HistoryReads
  readonly series: number
  /** Hours that are not stored yet, or may not be. */
  readonly recent: readonly SeriesHour[]
  /** ms since the epoch. */
  readonly now: number
}

/** A part of the points, and where the next part begins, ms since the epoch. */
export interface Part<T> {
  readonly list: readonly T[]
  readonly next: number | null
}

/** Hours read at once, with their points and without. */
const batch = { points: 48, rollups: 2000 }

/**
 * The points from `from` to `to`, at most `limit`: first the value that holds at `from`. What is older
 * than the points that are kept comes as means of hours. @throws StoreError
 */
export async function readPoints(
  source: HistorySource,
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<Part<Point>> {
  const line = new Line(from)
  const range = { from: hourOf(from), to: hourOf(to), batch: batch.points, wanted: () => true }
  let before: number | undefined
  for await (const { hour, points, rollup } of hoursOf(source, range)) {
    if (before !== undefined && hour > before + 1) line.add(momentOf(before + 1, 0), null)
    before = hour
    for (const { tick, value } of points ?? [{ tick: 0, value: rollup.mean ?? rollup.last }]) {
      const at = momentOf(hour, tick)
      if (at > to) break
      line.add(at, value)
    }
    if (line.points.length > limit) break
  }
  const over = before === undefined ? to + 1 : momentOf(before + 1, 0)
  if (over <= Math.min(to, source.now)) line.add(over, null)
  const points = line.end()
  return { list: points.slice(0, limit), next: points[limit]?.at ?? null }
}

/** Steps of time, at most `limit`. @throws StoreError */
export async function readSteps(
  source: HistorySource,
  { limit, ...asked }: StepRange & { readonly limit: number },
): Promise<Part<Step>> {
  const { from, length } = asked
  const to = Math.min(asked.to, from + limit * length)
  const steps = new Steps({ ...asked, to })
  const range = {
    from: hourOf(from),
    to: hourOf(to - 1),
    batch: batch.rollups,
    wanted: (hour: number) => !steps.isWithin(hour),
  }
  for await (const { hour, points, rollup } of hoursOf(source, range)) {
    if (points === undefined) steps.addRollup(hour, rollup)
    else steps.addPoints(hour, points, source.now)
  }
  return { list: steps.list(), next: to < asked.to ? to : null }
}

interface Hour {
  readonly hour: number
  /** Where they were wanted, and there are any left. */
  readonly points: readonly TickPoint[] | undefined
  readonly rollup: Rollup
}

/** Hours of which something is known, in their order. */
async function* hoursOf(
  { reads, series, recent }: HistorySource,
  range: {
    readonly from: number
    readonly to: number
    readonly batch: number
    wanted(hour: number): boolean
  },
): AsyncGenerator<Hour> {
  const fresh = new Set(recent.map(({ hour }) => hour))
  for (let from = range.from; from <= range.to; ) {
    const found = await reads.rollups({ series, from, to: range.to, limit: range.batch })
    const end = found.length < range.batch ? range.to : (found.at(-1)?.hour ?? range.to)
    const stored = found.map(({ hour }) => hour)
    const hours = stored.filter((hour) => fresh.has(hour) || range.wanted(hour))
    const points = hours.length === 0 ? [] : await reads.points({ series, hours })
    const packed = new Map(points.map(({ hour, data }) => [hour, data]))
    const known = found
      .filter(({ hour }) => !fresh.has(hour))
      .map((row) => hourFrom(row, packed.get(row.hour)))
    for (const hour of fresh) {
      if (hour >= from && hour <= end) known.push(freshHour(hour, recent, packed.get(hour)))
    }
    yield* known.sort((a, b) => a.hour - b.hour)
    from = end + 1
  }
}

/** Where the clock was set back an hour comes again, of which a part may be stored. */
function freshHour(of: number, recent: readonly SeriesHour[], packed: string | undefined): Hour {
  const parts = recent.filter(({ hour }) => hour === of).map((part) => part.points())
  const points = [...pointsIn(packed), ...parts.flat()].sort((a, b) => a.tick - b.tick)
  return { hour: of, points, rollup: rollUp(points) }
}

function hourFrom(row: HistoryRollup, packed: string | undefined): Hour {
  const { hour, last, ...numbers } = row
  const rollup = { ...numbers, last: lastOf(last) }
  if (packed === undefined) return { hour, points: undefined, rollup }
  // Where the clock was set back, points are not in order.
  const points = pointsIn(packed).sort((a, b) => a.tick - b.tick)
  return { hour, points, rollup }
}

function pointsIn(packed: string | undefined): TickPoint[] {
  return packed === undefined ? [] : decodePoints(textToBytes(packed))
}

/** Mostly a number, of which there are thousands in a year. */
function lastOf(json: string): Rollup['last'] {
  if (json === 'null') return null
  const number = Number(json)
  return Number.isNaN(number) ? parseValue(json) : number
}

/** Points in order, from a moment on: the last of each tick, and one of those in a row that know nothing. */
class Line {
  readonly points: Point[] = []
  readonly #from: number
  /** The value that holds at the beginning. */
  #first: Point | undefined

  constructor(from: number) {
    this.#from = from
  }

  add(at: number, value: Point['value']): void {
    if (at <= this.#from) {
      // A page may begin where nothing is known.
      const isWorth = value !== null || at === this.#from
      this.#first = isWorth ? { at: this.#from, value } : undefined
      return
    }
    this.end()
    if (this.points.at(-1)?.at === at) this.points.pop()
    const before = this.points.at(-1)
    if (value === null && (before === undefined || before.value === null)) return
    this.points.push({ at, value })
  }

  /** All of them. */
  end(): readonly Point[] {
    if (this.#first !== undefined) this.points.push(this.#first)
    this.#first = undefined
    return this.points
  }
}
