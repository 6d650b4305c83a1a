import type { Clock, Timer } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { ItemChange } from '../items/notifier.ts'
import { type Deadbands, deadbandOf } from './deadband.ts'
import type { SeriesHour } from './hour.ts'
import type { Recorded } from './journal.ts'
import type { Outbox } from './outbox.ts'
import { Series, type SeriesName, type Taking } from './series.ts'
import { hourOf, tick } from './time.ts'

/** What recording needs. */
export interface HistoryRecorderOptions {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly deadbands: Deadbands
  /** A value that holds is recorded again after so many ms. */
  readonly gap: number
  /** Days for which points, and rollups of their hours, are kept. */
  readonly days: { readonly points: number; readonly rollups: number }
  /** Bytes that points may take. */
  readonly bytes: number
  /** Whether there still is such an item. */
  exists(address: string, key: string): boolean
}

/** Most series; more items than these have no history, so that invented stations fill no disk. */
const mostSeries = 200_000
/** Time between two looks at what holds and what is over, ms. */
const lookEvery = 15_000

/** Records the values of items as they change. */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions
  /** Ids by address and key. */
  readonly #ids = new Map<string, Map<string, number>>()
  readonly #open = new Map<number, Series>()
  /** Deadbands by item; `NaN` = it is not recorded. */
  readonly #deadbands = new WeakMap<Item, number>()
  readonly #taking: { -readonly [K in keyof Taking]: Taking[K] }
  #lastId = 0
  #closed: number
  #timer: Timer | undefined

  constructor(options: HistoryRecorderOptions) {
    const { clock, outbox } = options
    this.#options = options
    this.#closed = hourOf(clock.now()) - 1
    this.#taking = {
      now: 0,
      deadband: 0,
      record: (series, at, value) => outbox.point(series, at, value),
      close: (hour) => outbox.hour(hour),
    }
  }

  /** Series there are. */
  get size(): number {
    return this.#lastId
  }

  /** Goes on where the last process ended: what nobody saw after its last point is not known. */
  resume(names: readonly SeriesName[], points: readonly Recorded[]): void {
    for (const { id, address, key } of names) {
      this.#idsOf(address).set(key, id)
      this.#lastId = Math.max(this.#lastId, id)
    }
    const named = new Map(names.map((name) => [name.id, name]))
    let end = 0
    for (const { series: id, at, value } of points) {
      const name = named.get(id)
      if (name === undefined) continue
      end = Math.max(end, at)
      this.#series(name, at).replay(at, value, this.#taking)
    }
    for (const series of this.#open.values()) {
      this.#taking.now = end + tick
      this.#taking.deadband = 0
      series.take(null, this.#taking)
    }
    this.#closed = hourOf(end) - 1
    this.#look()
  }

  /** Takes the changes of one turn. */
  take(changes: readonly ItemChange[]): void {
    const taking = this.#taking
    taking.now = this.#options.clock.now()
    for (const { address, item, value, quality } of changes) {
      const deadband = this.#deadband(item)
      const isKnown = quality === 'good' && !Number.isNaN(deadband)
      taking.deadband = isKnown ? deadband : 0
      this.#seriesOf(address, item.key, { isKnown })?.take(isKnown ? value : null, taking)
    }
  }

  /** Id of the series of an item, if there is one. */
  idOf(address: string, key: string): number | undefined {
    return this.#ids.get(address)?.get(key)
  }

  /** The hours of a series that are not stored yet, or may not be. */
  recent(id: number): readonly SeriesHour[] {
    const open = this.#open.get(id)?.open()
    return [...this.#options.outbox.hoursOf(id), ...(open === undefined ? [] : [open])]
  }

  /** Ends all lines: from here on nothing is seen. */
  close(): void {
    this.#timer?.cancel()
    const taking = this.#taking
    taking.now = this.#options.clock.now()
    taking.deadband = 0
    for (const series of this.#open.values()) series.take(null, taking)
  }

  #look(): void {
    const { clock, gap, exists } = this.#options
    const now = clock.now()
    const taking = this.#taking
    taking.now = now
    const hour = hourOf(now)
    for (const [id, series] of this.#open) {
      if (series.hour !== hour) {
        const { address, key } = series.name
        series.roll(taking, { holds: exists(address, key) })
        if (series.isIdle) this.#open.delete(id)
      } else series.hold(gap, taking)
    }
    if (this.#closed !== hour - 1) this.#close(hour - 1)
    this.#timer = clock.after(lookEvery, () => this.#look())
  }

  #close(hour: number): void {
    const { outbox, days, bytes } = this.#options
    this.#closed = hour
    outbox.closed(hour, {
      kind: 'history-pruned',
      pointsBefore: hour - days.points * 24,
      rollupsBefore: hour - days.rollups * 24,
      bytes,
    })
  }

  #deadband(item: Item): number {
    let deadband = this.#deadbands.get(item)
    if (deadband === undefined) {
      deadband = deadbandOf(item, this.#options.deadbands) ?? Number.NaN
      this.#deadbands.set(item, deadband)
    }
    return deadband
  }

  /** Of most items of most stations nothing is known most of the time, and nothing is kept in memory. */
  #seriesOf(
    address: string,
    key: string,
    { isKnown }: { readonly isKnown: boolean },
  ): Series | undefined {
    const id = this.#ids.get(address)?.get(key)
    const series = id === undefined ? undefined : this.#open.get(id)
    if (series !== undefined || !isKnown) return series
    const name = this.#name(address, key)
    return name === undefined ? undefined : this.#series(name, this.#taking.now)
  }

  #name(address: string, key: string): SeriesName | undefined {
    const known = this.idOf(address, key)
    if (known !== undefined) return { id: known, address, key }
    if (this.#lastId >= mostSeries) return undefined
    const id = ++this.#lastId
    this.#idsOf(address).set(key, id)
    this.#options.outbox.name(id, { address, key })
    return { id, address, key }
  }

  #series(name: SeriesName, now: number): Series {
    const known = this.#open.get(name.id)
    if (known !== undefined) return known
    const series = new Series(name, now)
    this.#open.set(name.id, series)
    return series
  }

  #idsOf(address: string): Map<string, number> {
    let ids = this.#ids.get(address)
    if (ids === undefined) {
      ids = new Map()
      this.#ids.set(address, ids)
    }
    return ids
  }
}
