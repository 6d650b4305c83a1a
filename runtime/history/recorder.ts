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
  /** By address and key. */
  readonly #known = new Map<string, Map<string, Known>>()
  /** Those whose hour is open. */
  readonly #open = new Map<number, Known>()
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
      this.#of(address).set(key, { name: { id, address, key }, series: undefined })
      this.#lastId = Math.max(this.#lastId, id)
    }
    const named = new Map(
      names.map(({ id, address, key }) => [id, this.#known.get(address)?.get(key)]),
    )
    let end = 0
    for (const { series: id, at, value } of points) {
      const known = named.get(id)
      if (known === undefined) continue
      end = Math.max(end, at)
      this.#opened(known, at).replay(at, value, this.#taking)
    }
    for (const { series } of this.#open.values()) {
      this.#taking.now = end + tick
      this.#taking.deadband = 0
      series?.take(null, this.#taking)
    }
    this.#closed = hourOf(end) - 1
    this.#look()
  }

  /** Takes the changes of one turn. */
  take(changes: readonly ItemChange[]): void {
    const taking = this.#taking
    taking.now = this.#options.clock.now()
    // Changes of one device come one after the other.
    let device: string | undefined
    let ofDevice: Map<string, Known> | undefined
    for (const { address, item, value, quality } of changes) {
      if (address !== device) {
        device = address
        ofDevice = this.#known.get(address)
      }
      const deadband = this.#deadband(item)
      const isKnown = quality === 'good' && !Number.isNaN(deadband)
      taking.deadband = isKnown ? deadband : 0
      let known = ofDevice?.get(item.key)
      // Of most items of most stations nothing is known most of the time, and nothing is kept in memory.
      if (isKnown && known?.series === undefined) {
        known ??= this.#newSeries(address, item.key)
        ofDevice ??= this.#known.get(address)
        if (known !== undefined) this.#opened(known, taking.now)
      }
      known?.series?.take(isKnown ? value : null, taking)
    }
  }

  /** Id of the series of an item, if there is one. */
  idOf(address: string, key: string): number | undefined {
    return this.#known.get(address)?.get(key)?.name.id
  }

  /** The hours of a series that are not stored yet, or may not be. */
  recent(id: number): readonly SeriesHour[] {
    const open = this.#open.get(id)?.series?.open()
    return [...this.#options.outbox.hoursOf(id), ...(open === undefined ? [] : [open])]
  }

  /** Ends all lines: from here on nothing is seen. */
  close(): void {
    this.#timer?.cancel()
    const taking = this.#taking
    taking.now = this.#options.clock.now()
    taking.deadband = 0
    for (const { series } of this.#open.values()) series?.take(null, taking)
  }

  #look(): void {
    const { clock, gap, exists } = this.#options
    const now = clock.now()
    const taking = this.#taking
    taking.now = now
    const hour = hourOf(now)
    for (const [id, known] of this.#open) {
      const { series, name } = known
      if (series === undefined) continue
      if (series.hour !== hour) {
        series.roll(taking, { holds: exists(name.address, name.key) })
        if (!series.isIdle) continue
        this.#open.delete(id)
        known.series = undefined
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

  #newSeries(address: string, key: string): Known | undefined {
    if (this.#lastId >= mostSeries) return undefined
    const id = ++this.#lastId
    const known: Known = { name: { id, address, key }, series: undefined }
    this.#of(address).set(key, known)
    this.#options.outbox.name(id, { address, key })
    return known
  }

  #opened(known: Known, now: number): Series {
    if (known.series !== undefined) return known.series
    known.series = new Series(known.name, now)
    this.#open.set(known.name.id, known)
    return known.series
  }

  #of(address: string): Map<string, Known> {
    let known = this.#known.get(address)
    if (known === undefined) {
      known = new Map()
      this.#known.set(address, known)
    }
    return known
  }
}

/** An item that has, or had, a history. */
interface Known {
  readonly name: SeriesName
  /** While something of its hour is in memory. */
  series: Series | undefined
}
