import type { Clock, Timer } from '../clock.ts'
import type { HistoryChange, HistoryHour } from '../storage/history.ts'
import { SeriesNames } from '../storage/series_names.ts'
import { bytesToText } from './base64.ts'
import type { SeriesHour } from './hour.ts'
import { Journal, type Recorded } from './journal.ts'
import { rollUp } from './rollup.ts'
import { hourOf } from './time.ts'

/** Stores changes; rejects when it cannot. */
export type Commit = (changes: readonly HistoryChange[]) => Promise<void>

/** What writing behind needs. */
export interface OutboxOptions {
  readonly clock: Clock
  readonly commit: Commit
  /** Whether points are stored before their hour is over: where nothing outlives the process, that is in vain. */
  readonly journal: boolean
  /** Something could not be stored; it is tried again. */
  onFailure(error: unknown): void
  onSuccess(): void
}

/** Time between two commits, ms. */
const pace = 1000
/** Most points, and most hours of series, that wait for a store that fails; the oldest go first. */
const mostPoints = 50_000
const mostHours = 100_000
/** Hours of series in one commit: others wait for it, and for its making. */
const portion = 50
/** Series that are forgotten in one commit, of which there is one a second; each may have years of hours. */
const goneAtOnce = 50

/** A series that is to be forgotten. */
interface Gone {
  readonly series: number
  /** Nothing of it is stored any more. */
  onForgotten(series: number): void
}

/** What is to be done when an hour is over for all series. */
interface Due {
  readonly hour: number
  readonly changes: readonly HistoryChange[]
}

/** Writes history behind, once a second, and holds what could not be stored within bounds. */
export class Outbox {
  readonly #options: OutboxOptions
  #names = new SeriesNames()
  readonly #journal = new Journal()
  #hours: SeriesHour[] = []
  /** The hour that was closed last for all series, once what is in `#hours` is stored. */
  #closed = -1
  #settled = -1
  /** The newest hour of which another part may be stored: it comes again, or began in another process. */
  #parted = -1
  /** What is to be done then. */
  #due: Due | undefined
  readonly #gone: Gone[] = []
  #timer: Timer | undefined
  #work: Promise<void> | undefined
  #dropped = 0
  #isClosed = false

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Points and hours dropped, because the store failed for too long. */
  get dropped(): number {
    return this.#dropped
  }

  /** Points that wait to be stored. */
  get waiting(): number {
    return this.#journal.size
  }

  /** A new series. */
  name(id: number, { address, key }: { readonly address: string; readonly key: string }): void {
    this.#names.set({ id, address, key })
    this.#soon()
  }

  /** A point was recorded. */
  point(series: number, at: number, value: Recorded['value']): void {
    if (!this.#options.journal) return
    this.#journal.add(series, at, value)
    if (this.#journal.size > mostPoints) {
      this.#dropped += mostPoints / 10
      this.#journal.dropOldest(mostPoints / 10)
    }
    this.#soon()
  }

  /** An hour of a series is over. */
  hour(hour: SeriesHour): void {
    this.#hours.push(hour)
    // The clock was set back.
    if (hour.hour >= hourOf(this.#options.clock.now())) this.parted(hour.hour)
    if (this.#hours.length > mostHours) {
      this.#dropped += this.#hours.splice(0, mostHours / 10).length
    }
    this.#soon()
  }

  /** Of this hour, and of those before, a part may be stored: what comes of them is joined to it. */
  parted(hour: number): void {
    this.#parted = Math.max(this.#parted, hour)
  }

  /** All hours up to this one are over for all series; when these are stored this is to be done, too. */
  closed(hour: number, changes: readonly HistoryChange[]): void {
    this.#closed = hour
    this.#due = { hour, changes: [{ kind: 'history-closed', hour }, ...changes] }
    this.#soon()
  }

  /**
   * All that is stored of these series is to be forgotten, after what waits; those that are forgotten
   * together are told of from the last to the first.
   */
  forget(series: readonly number[], onForgotten: (series: number) => void): void {
    for (const one of series) this.#gone.push({ series: one, onForgotten })
    this.#soon()
  }

  /** Series of which hours are over and not stored yet. */
  seriesWaiting(): ReadonlySet<number> {
    return new Set(this.#hours.map(({ series }) => series))
  }

  /** Hours of a series that are over and not stored yet. */
  hoursOf(series: number): readonly SeriesHour[] {
    return this.#hours.filter((hour) => hour.series === series)
  }

  /** Stores what waits now; resolves when that was tried. */
  async flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#work ??= this.#flush().finally(() => {
      this.#work = undefined
      const waiting = this.#journal.size + this.#hours.length + this.#gone.length
      if (waiting > 0 || this.#due !== undefined || !this.#names.isEmpty) this.#soon()
    })
    await this.#work
  }

  /** Stores what waits, as far as that is possible, and no more after that. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.flush()
    await this.flush()
  }

  #soon(): void {
    if (this.#isClosed) return
    if (this.#timer !== undefined || this.#work !== undefined) return
    this.#timer = this.#options.clock.after(pace, () => void this.flush())
  }

  async #flush(): Promise<void> {
    try {
      await this.#flushPoints()
      await this.#flushHours()
      await this.#flushDue()
      await this.#flushGone()
      this.#options.onSuccess()
    } catch (error) {
      this.#options.onFailure(error)
    }
  }

  async #flushPoints(): Promise<void> {
    const names = this.#names
    // What is of a closed hour is stored with that hour, unless the clock was set back into it.
    this.#journal.forget(Math.min(this.#closed, hourOf(this.#options.clock.now()) - 1))
    const parts = this.#journal.take()
    if (names.isEmpty && parts.length === 0) return
    if (!names.isEmpty) this.#names = new SeriesNames()
    const named = names.runs().map((run): HistoryChange => ({ kind: 'history-series', ...run }))
    const journals = parts.map(
      ({ hour, data }): HistoryChange => ({ kind: 'history-journal', hour, data }),
    )
    try {
      await this.#options.commit([...named, ...journals])
    } catch (error) {
      if (names !== this.#names) for (const name of this.#names.list()) names.set(name)
      this.#names = names
      this.#journal.putBack(parts)
      throw error
    }
  }

  async #flushHours(): Promise<void> {
    while (this.#hours.length > 0) {
      const some = this.#hours.slice(0, portion)
      await this.#options.commit(some.map((hour) => this.#hourChange(hour)))
      const stored = new Set(some)
      this.#hours = this.#hours.filter((hour) => !stored.has(hour))
    }
  }

  async #flushDue(): Promise<void> {
    const due = this.#due
    if (due === undefined) return
    await this.#options.commit(due.changes)
    if (this.#due === due) this.#due = undefined
    this.#settled = Math.max(this.#settled, due.hour)
  }

  async #flushGone(): Promise<void> {
    // Another hour was over meanwhile: of what is to be forgotten there may be some in it.
    if (this.#hours.length > 0 || this.#due !== undefined) return
    const some = this.#gone.slice(0, goneAtOnce)
    if (some.length === 0) return
    const series = some.map((one) => one.series)
    await this.#options.commit([{ kind: 'history-forgotten', series }])
    this.#gone.splice(0, some.length)
    for (const one of some.reverse()) one.onForgotten(one.series)
  }

  #hourChange(of: SeriesHour): HistoryChange {
    const { series, hour } = of
    const { last, ...numbers } = rollUp(of.points())
    const stored: HistoryHour = {
      series,
      hour,
      ...numbers,
      last: JSON.stringify(last),
      data: bytesToText(of.pack()),
    }
    // An hour comes back when the clock was set back.
    const join = hour <= Math.max(this.#settled, this.#parted)
    return { kind: 'history-hour', join, ...stored }
  }
}
