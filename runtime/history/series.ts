import type { ItemValue } from '../model.ts'
import { isNews } from './deadband.ts'
import { SeriesHour } from './hour.ts'
import { OpenPoints } from './open_points.ts'
import { hourOf, momentOf, tickOf } from './time.ts'

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

/**
 * One item of one device over time: the hour that is open, in memory. There are many of them, and most
 * have one point an hour, so that only what comes after the first takes more memory.
 */
export class Series {
  readonly id: number
  #hour: number
  /** Whether the hour has no point yet. */
  #isEmpty = true
  /** ms of the last point since its hour began. */
  #at = 0
  #recorded: ItemValue | null = null
  #seen: ItemValue | null = null
  /** All points of the hour, once there are several. */
  #points: OpenPoints | undefined

  constructor(id: number, now: number) {
    this.id = id
    this.#hour = hourOf(now)
  }

  /** Whether nothing is known of it now, and nothing waits to be stored. */
  get isIdle(): boolean {
    return this.#recorded === null && this.#isEmpty
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
    if (this.#recorded === null || taking.now - this.#last < gap) return
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
    const of = { series: this.id, hour: this.#hour }
    if (this.#points !== undefined) return new SeriesHour(of, this.#points.parts())
    const only = { tick: tickOf(this.#last), value: this.#recorded }
    return new SeriesHour(of, { packed: [], rest: this.#isEmpty ? [] : [only] })
  }

  /** A clock that was set back by little stands still; one that was set back by more goes on from there. */
  #roll(taking: Taking): void {
    const hour = hourOf(taking.now)
    if (hour === this.#hour || this.#isNear(taking.now)) return
    this.#close(hour, taking)
    if (this.#recorded === null) return
    this.#record(this.#seen, { ...taking, now: momentOf(hour, 0) })
  }

  #isNear(now: number): boolean {
    return hourOf(now) === this.#hour - 1 && this.#last - now < 60_000
  }

  #close(next: number, { close }: Pick<Taking, 'close'>): void {
    const open = this.open()
    if (!open.isEmpty) close(open)
    this.#isEmpty = true
    this.#points = undefined
    this.#hour = next
    this.#at = 0
  }

  #record(value: ItemValue | null, { now, record }: Taking): void {
    const at = Math.max(now, this.#last)
    this.#add(at, value)
    record(this.id, at, value)
  }

  #add(at: number, value: ItemValue | null): void {
    if (!this.#isEmpty) {
      this.#points ??= new OpenPoints({ tick: tickOf(this.#last), value: this.#recorded })
      this.#points.add(tickOf(at), value)
    }
    this.#isEmpty = false
    this.#at = at - momentOf(this.#hour, 0)
    this.#recorded = value
  }

  /** ms since the epoch of the last point. */
  get #last(): number {
    return momentOf(this.#hour, 0) + this.#at
  }
}
