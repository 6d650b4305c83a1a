import type { ItemValue } from '../model.ts'
import { isNews } from './deadband.ts'
import { SeriesHour } from './hour.ts'
import { encodePoints, type TickPoint } from './points.ts'
import { hourOf, momentOf, tickOf } from './time.ts'

/** A series that is known by name. */
export interface SeriesName {
  readonly id: number
  readonly address: string
  readonly key: string
}

/** What taking a value needs. */
export interface Taking {
  /** ms since the epoch. */
  readonly now: number
  readonly deadband: number
  /** Takes what is to be recorded. */
  record(series: number, at: number, value: ItemValue | null): void
  /** Takes an hour that is over. */
  close(hour: SeriesHour): void
}

/** Points in memory as they are; more than these are packed. */
const unpacked = 64

/** One item of one device over time: the hour that is open, in memory. */
export class Series {
  readonly name: SeriesName
  #hour: number
  /** Points, of which an object each would outlive their time among the young. */
  #ticks: number[] = []
  #values: (ItemValue | null)[] = []
  #packed: Uint8Array[] = []
  /** ms since the epoch of the last point. */
  #at: number
  #recorded: ItemValue | null = null
  #seen: ItemValue | null = null

  constructor(name: SeriesName, now: number) {
    this.name = name
    this.#hour = hourOf(now)
    this.#at = momentOf(this.#hour, 0)
  }

  /** Whether nothing is known of it now, and nothing waits to be stored. */
  get isIdle(): boolean {
    return this.#recorded === null && this.#ticks.length === 0 && this.#packed.length === 0
  }

  /** The hour that is open. */
  get hour(): number {
    return this.#hour
  }

  /** Takes a value; it is recorded when it says more than the last one. */
  take(value: ItemValue | null, taking: Taking): void {
    // The value before holds until now, over a full hour too.
    this.#roll(taking)
    this.#seen = value
    if (isNews(value, this.#recorded, taking.deadband)) this.#record(value, taking)
  }

  /** Records again a value that has held for `gap` ms. */
  hold(gap: number, taking: Taking): void {
    if (this.#recorded === null || taking.now - this.#at < gap) return
    this.#roll(taking)
    this.#record(this.#seen, taking)
  }

  /** Closes the hour that is over, and carries its last value over where it still holds. */
  roll(taking: Taking, options: { readonly holds: boolean }): void {
    if (!options.holds) this.#seen = null
    this.#roll(taking)
  }

  /** Takes a point that was recorded before. */
  replay(at: number, value: ItemValue | null, taking: Pick<Taking, 'close'>): void {
    const hour = hourOf(at)
    if (hour !== this.#hour) this.#close(hour, taking)
    this.#add(at, value)
    this.#seen = value
  }

  /** The hour that is open, as it is now. */
  open(): SeriesHour {
    const parts = { packed: [...this.#packed], rest: this.#points() }
    return new SeriesHour({ series: this.name.id, hour: this.#hour }, parts)
  }

  /** A clock that was set back by little stands still; one that was set back by more goes on from there. */
  #roll(taking: Taking): void {
    const hour = hourOf(taking.now)
    if (hour === this.#hour || this.#isNear(taking.now)) return
    this.#close(hour, taking)
    if (this.#recorded === null) return
    const start = { ...taking, now: momentOf(hour, 0) }
    this.#at = start.now
    this.#record(this.#seen, start)
  }

  #isNear(now: number): boolean {
    return hourOf(now) === this.#hour - 1 && this.#at - now < 60_000
  }

  #close(next: number, { close }: Pick<Taking, 'close'>): void {
    const open = this.open()
    if (!open.isEmpty) close(open)
    this.#ticks = []
    this.#values = []
    this.#packed = []
    this.#hour = next
    this.#at = momentOf(next, 0)
  }

  #record(value: ItemValue | null, { now, record }: Taking): void {
    const at = Math.max(now, this.#at)
    this.#add(at, value)
    record(this.name.id, at, value)
  }

  #add(at: number, value: ItemValue | null): void {
    this.#at = at
    this.#recorded = value
    this.#ticks.push(tickOf(at))
    this.#values.push(value)
    if (this.#ticks.length < unpacked) return
    this.#packed.push(encodePoints(this.#points()))
    this.#ticks = []
    this.#values = []
  }

  #points(): TickPoint[] {
    return this.#ticks.map((tick, i) => ({ tick, value: this.#values[i] ?? null }))
  }
}
