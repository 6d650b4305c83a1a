import type { Taking } from '../../../runtime/history/open_series.ts'
import type { TickPoint } from '../../../runtime/history/points.ts'
import { hourOf, momentOf, tickOf } from '../../../runtime/history/time.ts'
import type { ItemValue } from '../../../runtime/model.ts'

/** An hour, with its points as they are. */
export interface SimpleHour {
  readonly series: number
  readonly hour: number
  readonly points: readonly TickPoint[]
}

/** What taking a value does, as told to this model. */
export type SimpleTaking = Omit<Taking, 'close'> & { close(hour: SimpleHour): void }

/** The hours of one series in the simplest way: what `OpenSeries` does for many is compared with it. */
export class SimpleSeries {
  readonly #series: number
  isOpen = false
  #hour = 0
  #points: TickPoint[] = []
  /** ms since the epoch of the last point, or of the beginning of the hour. */
  #last = 0
  #recorded: ItemValue | null = null
  #seen: ItemValue | null = null

  constructor(series: number) {
    this.#series = series
  }

  open(now: number): void {
    if (this.isOpen) return
    this.isOpen = true
    this.#begin(hourOf(now))
    this.#seen = null
  }

  dropIdle(): void {
    if (this.#recorded === null && this.#points.length === 0) this.isOpen = false
  }

  take(value: ItemValue | null, taking: SimpleTaking): boolean {
    if (!this.isOpen) return false
    this.#roll(taking)
    this.#seen = value
    const before = this.#recorded
    const isNews =
      typeof value === 'number' && typeof before === 'number' && taking.deadband > 0
        ? Math.abs(value - before) > taking.deadband
        : value !== before
    if (isNews) this.#record(value, taking)
    return true
  }

  hold(gap: number, taking: SimpleTaking): void {
    if (this.#recorded === null || taking.now - this.#last < gap) return
    this.#roll(taking)
    this.#record(this.#seen, taking)
  }

  roll(taking: SimpleTaking, { holds }: { readonly holds: boolean }): void {
    if (!holds) this.#seen = null
    this.#roll(taking)
  }

  replay({ at, value }: { at: number; value: ItemValue | null }, taking: SimpleTaking): void {
    if (hourOf(at) !== this.#hour) this.#close(hourOf(at), taking)
    this.#add(at, value)
    this.#seen = value
  }

  hour(): SimpleHour {
    const points = [...this.#points].sort((a, b) => a.tick - b.tick)
    return { series: this.#series, hour: this.#hour, points }
  }

  #begin(hour: number): void {
    this.#hour = hour
    this.#points = []
    this.#last = momentOf(hour, 0)
  }

  #roll(taking: SimpleTaking): void {
    const hour = hourOf(taking.now)
    if (hour <= this.#hour && this.#last - taking.now < 60_000) return
    const isOver = hour > this.#hour
    this.#close(hour, taking)
    if (this.#recorded === null) return
    this.#record(this.#seen, { ...taking, now: isOver ? momentOf(hour, 0) : taking.now })
  }

  #close(hour: number, { close }: SimpleTaking): void {
    if (this.#points.length > 0) close(this.hour())
    this.#begin(hour)
  }

  #record(value: ItemValue | null, { now, record }: SimpleTaking): void {
    const at = Math.max(now, this.#last)
    this.#add(at, value)
    record(this.#series, at, value)
  }

  #add(at: number, value: ItemValue | null): void {
    this.#points.push({ tick: tickOf(at), value })
    this.#last = at
    this.#recorded = value
  }
}
