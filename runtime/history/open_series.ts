import type { ItemValue } from '../model.ts'
import { isNews } from './deadband.ts'
import { SeriesHour } from './hour.ts'
import { OpenPoints } from './open_points.ts'
import { hourLength, hourOf, momentOf, tickOf } from './time.ts'

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

/**
 * The hours of series that are open, in memory, by ids that are dense. There are many series, so that
 * none has an object: what is known of them lies side by side. Most have one point an hour, and only
 * what comes after the first takes more memory.
 */
export class OpenSeries {
  /** ms since the epoch of the last point; of an hour without points `-1 -` its beginning. */
  readonly #times: number[] = []
  readonly #recorded: (ItemValue | null)[] = []
  readonly #seen: (ItemValue | null)[] = []
  /** All points of the hour, once there are several. */
  readonly #points: (OpenPoints | undefined)[] = []

  /** Ids up to this one may be open. */
  get last(): number {
    return this.#times.length - 1
  }

  /** Whether an hour of a series is open. */
  has(id: number): boolean {
    return !Number.isNaN(this.#times[id] ?? notOpen)
  }

  /** Opens the hour of a series, if none is. */
  open(id: number, now: number): void {
    while (this.#times.length <= id) this.#add()
    if (this.has(id)) return
    this.#times[id] = emptyFrom(momentOf(hourOf(now), 0))
    this.#seen[id] = null
  }

  /** Forgets a series, if nothing is known of it and nothing waits to be stored. */
  dropIdle(id: number): void {
    if (this.#recorded[id] === null && this.#isEmpty(id)) this.#times[id] = notOpen
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
    const time = this.#times[id] ?? notOpen
    if (Number.isNaN(time)) return false
    const last = time < 0 ? emptyFrom(time) : time
    // The value before holds until now, over a full hour too.
    if (last < taking.hourStart || last >= taking.hourStart + hourLength) this.#roll(id, taking)
    this.#seen[id] = value
    if (isNews(value, this.#recorded[id] ?? null, taking.deadband)) this.#record(id, value, taking)
    return true
  }

  /** Records again a value that has held for `gap` ms. */
  hold(id: number, gap: number, taking: Taking): void {
    if (this.#recorded[id] === null || taking.now - this.#last(id) < gap) return
    this.#roll(id, taking)
    this.#record(id, this.#seen[id] ?? null, taking)
  }

  /** Closes the hour that is over, and carries its last value over where it still holds. */
  roll(id: number, taking: Taking, options: { readonly holds: boolean }): void {
    if (!options.holds) this.#seen[id] = null
    this.#roll(id, taking)
  }

  /** Takes a point that was recorded before. */
  replay(id: number, { at, value }: { at: number; value: ItemValue | null }, taking: Taking): void {
    const hour = hourOf(at)
    if (hour !== this.hourOf(id)) this.#close(id, hour, taking)
    this.#addPoint(id, at, value)
    this.#seen[id] = value
  }

  /** The hour that is open, as it is now. */
  hour(id: number): SeriesHour {
    const of = { series: id, hour: this.hourOf(id) }
    const points = this.#points[id]
    if (points !== undefined) return new SeriesHour(of, points.parts())
    const only = { tick: tickOf(this.#last(id)), value: this.#recorded[id] ?? null }
    return new SeriesHour(of, { packed: [], rest: this.#isEmpty(id) ? [] : [only] })
  }

  /** A clock that was set back by little stands still; one that was set back by more goes on from there. */
  #roll(id: number, taking: Taking): void {
    const hour = hourOf(taking.now)
    const open = this.hourOf(id)
    if (hour === open) return
    if (hour === open - 1 && this.#last(id) - taking.now < 60_000) return
    this.#close(id, hour, taking)
    if (this.#recorded[id] === null) return
    this.#record(id, this.#seen[id] ?? null, { ...taking, now: momentOf(hour, 0) })
  }

  #close(id: number, next: number, { close }: Pick<Taking, 'close'>): void {
    const open = this.hour(id)
    if (!open.isEmpty) close(open)
    this.#points[id] = undefined
    this.#times[id] = emptyFrom(momentOf(next, 0))
  }

  #record(id: number, value: ItemValue | null, { now, record }: Taking): void {
    const at = Math.max(now, this.#last(id))
    this.#addPoint(id, at, value)
    record(id, at, value)
  }

  #addPoint(id: number, at: number, value: ItemValue | null): void {
    const points = this.#points[id]
    if (points !== undefined) points.add(tickOf(at), value)
    else if (!this.#isEmpty(id)) {
      const first = { tick: tickOf(this.#last(id)), value: this.#recorded[id] ?? null }
      const several = new OpenPoints(first)
      several.add(tickOf(at), value)
      this.#points[id] = several
    }
    this.#times[id] = at
    this.#recorded[id] = value
  }

  #add(): void {
    this.#times.push(notOpen)
    this.#recorded.push(null)
    this.#seen.push(null)
    this.#points.push(undefined)
  }

  #isEmpty(id: number): boolean {
    return (this.#times[id] ?? notOpen) < 0
  }

  /** ms since the epoch of the last point, or of the beginning of the hour. */
  #last(id: number): number {
    const at = this.#times[id] ?? notOpen
    return at < 0 ? emptyFrom(at) : at
  }
}

/** Marks the beginning of an hour without points; and back again. */
function emptyFrom(at: number): number {
  return -1 - at
}
