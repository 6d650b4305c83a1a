import type { ItemValue } from '../model.ts'
import { isNews } from './deadband.ts'
import { SeriesHour } from './hour.ts'
import { OpenPoints } from './open_points.ts'
import { type SeriesRows, which } from './series_rows.ts'
import { hourOf, momentOf, tickOf } from './time.ts'

/** What taking a value needs. */
export interface Taking {
  /** ms since the epoch. */
  readonly now: number
  /** ms since the epoch of the beginning of the hour in which that is. */
  readonly hourStart: number
  readonly deadband: number
  /** Takes what is to be recorded. */
  record(series: number, at: number, value: ItemValue | null): void
  /** Takes an hour that is over. */
  close(hour: SeriesHour): void
}

const notOpen = Number.NaN
/** A clock that was set back by less than this stands still until then, ms. */
const little = 60_000

/**
 * The hours of series that are open, in memory. The time of a row is that of the last point, ms since
 * the epoch; of an hour without points `-1 -` its beginning; `NaN` when no hour is open. Most have one
 * point an hour, and only what comes after the first takes more memory.
 */
export class OpenSeries {
  readonly #rows: SeriesRows
  readonly #points: OpenPoints

  constructor(rows: SeriesRows) {
    this.#rows = rows
    this.#points = new OpenPoints(rows)
  }

  /** Bytes of memory that points take. */
  get size(): number {
    return this.#points.size
  }

  /** Whether an hour of a series is open. */
  has(id: number): boolean {
    return !Number.isNaN(this.#rows.time(id))
  }

  /** Opens the hour of a series, if none is. */
  open(id: number, now: number): void {
    if (this.has(id)) return
    this.#rows.make(id)
    this.#rows.setTime(id, emptyFrom(momentOf(hourOf(now), 0)))
    this.#rows.setValue(id, which.seen, null)
  }

  /** Forgets a series, if nothing is known of it and nothing waits to be stored. */
  dropIdle(id: number): void {
    if (!this.#isKnown(id) && this.#isEmpty(id)) this.#rows.setTime(id, notOpen)
  }

  /** The hour of a series that is open. */
  hourOf(id: number): number {
    return hourOf(this.#last(id))
  }

  /**
   * Takes a value; it is recorded when it says more than the last one.
   * @returns `false` when no hour of the series is open
   */
  take(id: number, value: ItemValue | null, taking: Taking): boolean {
    const last = this.#last(id)
    if (Number.isNaN(last)) return false
    // The value before holds until now, over a full hour too.
    if (last < taking.hourStart || last - taking.now >= little) this.#roll(id, taking)
    this.#rows.setValue(id, which.seen, value)
    if (this.#isNews(id, value, taking.deadband)) this.#record(id, value, taking)
    return true
  }

  /** Records again a value that has held for `gap` ms. */
  hold(id: number, gap: number, taking: Taking): void {
    if (taking.now - this.#last(id) < gap || !this.#isKnown(id)) return
    this.#roll(id, taking)
    this.#record(id, this.#rows.value(id, which.seen), taking)
  }

  /** Closes the hour that is over, and carries its last value over where it still holds. */
  roll(id: number, taking: Taking, options: { readonly holds: boolean }): void {
    if (!options.holds) this.#rows.setValue(id, which.seen, null)
    this.#roll(id, taking)
  }

  /** Takes a point that was recorded before. */
  replay(id: number, { at, value }: { at: number; value: ItemValue | null }, taking: Taking): void {
    const hour = hourOf(at)
    if (hour !== this.hourOf(id)) this.#close(id, hour, taking)
    this.#addPoint(id, at, value)
    this.#rows.setValue(id, which.seen, value)
  }

  /** The hour that is open, as it is now. */
  hour(id: number): SeriesHour {
    const of = { series: id, hour: this.hourOf(id) }
    if (this.#points.has(id)) return new SeriesHour(of, this.#points.bytes(id))
    if (this.#isEmpty(id)) return new SeriesHour(of, undefined)
    const value = this.#rows.value(id, which.recorded)
    return new SeriesHour(of, { tick: tickOf(this.#last(id)), value })
  }

  /** Where the clock was set back by more than a little, what comes goes on from there. */
  #roll(id: number, taking: Taking): void {
    const hour = hourOf(taking.now)
    const open = this.hourOf(id)
    if (hour <= open && this.#last(id) - taking.now < little) return
    this.#close(id, hour, taking)
    if (!this.#isKnown(id)) return
    const seen = this.#rows.value(id, which.seen)
    // Back in time it is no more than what holds from now on.
    const from = hour > open ? momentOf(hour, 0) : taking.now
    this.#record(id, seen, { ...taking, now: from })
  }

  #close(id: number, next: number, { close }: Pick<Taking, 'close'>): void {
    if (!this.#isEmpty(id)) close(this.hour(id))
    this.#points.drop(id)
    this.#rows.setTime(id, emptyFrom(momentOf(next, 0)))
  }

  #isNews(id: number, value: ItemValue | null, deadband: number): boolean {
    if (typeof value !== 'number') return value !== this.#rows.value(id, which.recorded)
    return isNews(value, this.#rows.number(id, which.recorded), deadband)
  }

  #record(id: number, value: ItemValue | null, { now, record }: Taking): void {
    const at = Math.max(now, this.#last(id))
    this.#addPoint(id, at, value)
    record(id, at, value)
  }

  #addPoint(id: number, at: number, value: ItemValue | null): void {
    if (!this.#isEmpty(id)) this.#points.add(id, tickOf(at), value)
    this.#rows.setTime(id, at)
    this.#rows.setValue(id, which.recorded, value)
  }

  /** Whether the value recorded last is one. */
  #isKnown(id: number): boolean {
    return this.#rows.value(id, which.recorded) !== null
  }

  #isEmpty(id: number): boolean {
    return this.#rows.time(id) < 0
  }

  /** ms since the epoch of the last point, or of the beginning of the hour. */
  #last(id: number): number {
    const at = this.#rows.time(id)
    return at < 0 ? emptyFrom(at) : at
  }
}

/** Marks the beginning of an hour without points; and back again. */
function emptyFrom(at: number): number {
  return -1 - at
}
