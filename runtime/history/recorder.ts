import type { Clock, Timer } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { ChangedDevice } from '../items/notifier.ts'
import type { HistoryReads } from '../storage/history.ts'
import { type Deadbands, deadbandOf } from './deadband.ts'
import { DeviceSeries } from './device_series.ts'
import type { SeriesHour } from './hour.ts'
import { ItemNumbers } from './item_numbers.ts'
import type { Recorded } from './journal.ts'
import { OpenSeries, type Taking } from './open_series.ts'
import type { Outbox } from './outbox.ts'
import { Retention, type RetentionOptions } from './retention.ts'
import { SeriesIds } from './series_ids.ts'
import { SeriesRows } from './series_rows.ts'
import { SpareSeries } from './spare_series.ts'
import { hourOf, momentOf, tick } from './time.ts'

/** What recording needs. */
export interface HistoryRecorderOptions extends RetentionOptions {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly deadbands: Deadbands
  /** A value that holds is recorded again after so many ms. */
  readonly gap: number
  readonly reads: Pick<HistoryReads, 'emptySeries'>
  /** Most series, 200,000 by default; more items have no history, so that invented stations fill no disk. */
  readonly series?: number | undefined
  /** Whether there still is such an item. */
  exists(address: string, key: string): boolean
  /** Whether there still is the station of a device. */
  isKnown(address: string): boolean
  /** Something could not be stored or read; it is tried again. */
  onFailure(error: unknown): void
}

const mostSeries = 200_000
/** Time between two looks at what holds and what is over, ms. */
const lookEvery = 15_000

/** A series that is known by name. */
interface SeriesName {
  readonly id: number
  readonly address: string
  readonly key: string
}

/** Records the values of items as they change. */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions
  readonly #rows = new SeriesRows()
  readonly #devices = new DeviceSeries(this.#rows)
  readonly #open = new OpenSeries(this.#rows)
  readonly #items = new ItemNumbers()
  readonly #recorded = new WeakMap<Item, RecordedItem>()
  /** Those that were looked at last, by position: most devices have the same. */
  readonly #lately: RecordedItem[] = []
  readonly #taking: { -readonly [K in keyof Taking]: Taking[K] }
  readonly #ids: SeriesIds
  readonly #spare: SpareSeries
  readonly #retention: Retention
  /** The hour that was closed last; none since the process began. */
  #closed: number | undefined
  #timer: Timer | undefined

  constructor(options: HistoryRecorderOptions) {
    const { outbox, series = mostSeries } = options
    this.#options = options
    this.#ids = new SeriesIds(series)
    const parts = { devices: this.#devices, open: this.#open, ids: this.#ids }
    this.#spare = new SpareSeries({ ...options, ...parts })
    this.#retention = new Retention(options)
    this.#taking = {
      now: 0,
      hourStart: 0,
      deadband: 0,
      record: (series, at, value) => outbox.point(series, at, value),
      close: (hour) => outbox.hour(hour),
    }
  }

  /** Series there are. */
  get size(): number {
    return this.#ids.size
  }

  /** Goes on where the last process ended: what nobody saw after its last point is not known. */
  resume(names: readonly SeriesName[], points: readonly Recorded[]): void {
    const stored = new Set<number>()
    for (const { id, address, key } of names) {
      this.#devices.add(address, this.#items.of(key), id)
      stored.add(id)
    }
    this.#ids.resume(stored)
    const end = points.reduce((latest, { at }) => Math.max(latest, at), 0)
    this.#options.outbox.parted(hourOf(end))
    this.#retention.resume(hourOf(end))
    for (const { series: id, at, value } of points) {
      if (!stored.has(id)) continue
      this.#open.open(id, at)
      this.#open.replay(id, { at, value }, this.#taking)
    }
    this.#endLines(end + tick)
    this.#look()
  }

  /** Takes changes of one device, by the positions of its items. */
  take(device: ChangedDevice, changes: readonly number[]): void {
    const taking = this.#taking
    const open = this.#open
    const { items } = device
    this.#begin(this.#options.clock.now())
    let first = this.#devices.first(device)
    let near = first
    for (const index of changes) {
      const item = items.item(index)
      if (item === undefined) continue
      const { number, deadband } = this.#recordedItem(item, index)
      const isKnown = !Number.isNaN(deadband) && items.quality(index, taking.now) === 'good'
      taking.deadband = isKnown ? deadband : 0
      let id = this.#devices.find(number, first, near)
      // Of most items of most stations nothing is known most of the time, and nothing is kept in memory.
      if (isKnown && !open.has(id)) {
        if (id === 0) id = this.#newSeries(device.address, item.key)
        if (first === 0) first = id
        if (id > 0) open.open(id, taking.now)
      }
      if (id === 0) continue
      open.take(id, isKnown ? items.value(index) : null, taking)
      near = this.#devices.after(id, first)
    }
  }

  /** Id of the series of an item, if there is one. */
  idOf(address: string, key: string): number | undefined {
    const number = this.#items.find(key)
    return number === undefined ? undefined : this.#devices.of(address, number) || undefined
  }

  /** The hours of a series that are not stored yet, or may not be. */
  recent(id: number): readonly SeriesHour[] {
    const open = this.#open.has(id) ? [this.#open.hour(id)] : []
    return [...this.#options.outbox.hoursOf(id), ...open]
  }

  /** Ends all lines: from here on nothing is seen. */
  close(): void {
    this.#timer?.cancel()
    this.#endLines(this.#options.clock.now())
  }

  #endLines(now: number): void {
    this.#begin(now)
    for (let id = 1; id < this.#rows.size; id++) this.#open.take(id, null, this.#taking)
  }

  #begin(now: number): void {
    const taking = this.#taking
    taking.now = now
    taking.hourStart = momentOf(hourOf(now), 0)
    taking.deadband = 0
  }

  #look(): void {
    const { clock, gap, exists } = this.#options
    const now = clock.now()
    const taking = this.#taking
    this.#begin(now)
    const hour = hourOf(now)
    const open = this.#open
    this.#devices.each((id, address, item) => {
      if (!open.has(id)) return
      if (open.hourOf(id) === hour) return open.hold(id, gap, taking)
      open.roll(id, taking, { holds: exists(address, this.#items.key(item)) })
      open.dropIdle(id)
    })
    if (this.#closed !== hour - 1) this.#close(hour - 1)
    this.#timer = clock.after(lookEvery, () => this.#look())
  }

  #close(hour: number): void {
    this.#closed = hour
    const { prune, daily } = this.#retention.close(hour)
    this.#options.outbox.closed(hour, [prune])
    if (!this.#ids.isCrowded) return
    this.#spare.forgetUnknown()
    if (daily) void this.#spare.forgetEmpty()
  }

  #recordedItem(item: Item, index: number): RecordedItem {
    const lately = this.#lately[index]
    if (lately?.item === item) return lately
    const recorded = this.#recorded.get(item) ?? this.#newRecorded(item)
    this.#lately[index] = recorded
    return recorded
  }

  #newRecorded(item: Item): RecordedItem {
    const deadband = deadbandOf(item, this.#options.deadbands) ?? Number.NaN
    const recorded = { item, number: this.#items.of(item.key), deadband }
    this.#recorded.set(item, recorded)
    return recorded
  }

  /** @returns its id; 0 = there are too many */
  #newSeries(address: string, key: string): number {
    const id = this.#ids.take()
    if (id === 0) return 0
    this.#devices.add(address, this.#items.of(key), id)
    this.#options.outbox.name(id, { address, key })
    return id
  }
}

/** What recording knows of an item. */
interface RecordedItem {
  readonly item: Item
  readonly number: number
  /** `NaN` = it is not recorded. */
  readonly deadband: number
}
