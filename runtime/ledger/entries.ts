import type { Clock } from '../clock.ts'
import type { StationEvent, TransactionReport } from '../model.ts'
import type { Change, Store } from '../storage/store.ts'
import type { ReadingRow } from '../storage/transactions.ts'
import { available, ended, metered, started, superseded, updated } from './advance.ts'
import type { Book } from './book.ts'
import type { Books } from './books.ts'
import { mostSetBack } from './count.ts'
import { hasOrder } from './orders.ts'
import type { Progress } from './progress.ts'
import { type Measured, readingRow } from './reading.ts'
import { countedUntil, startOf, type TransactionRecord } from './record.ts'
import type { Recounts } from './recount.ts'
import { registersOf } from './registers.ts'
import { rowOf } from './stored.ts'

/** What making entries needs. */
export interface EntriesOptions {
  readonly clock: Clock
  readonly books: Books
  readonly store: Pick<Store, 'durable' | 'failures'>
  readonly recounts: Recounts
}

/** Takes a change that the entry leads to. */
export type Add = (change: Change) => void

/** A report of an event of this kind. */
export type ReportOf<K extends StationEvent['kind']> = Omit<TransactionReport, 'event'> & {
  readonly event: Extract<StationEvent, { kind: K }>
}

/** A report that names its transaction. */
export type NamedReport = ReportOf<
  'TransactionStarted' | 'TransactionUpdated' | 'TransactionEnded' | 'Metered'
>

/** Messages after which a record is stored again even if nothing but its register moved on. */
const storedEvery = 32

/** That a message said that a transaction goes on, and whether its record is stored because of it. */
interface News extends Progress {
  readonly record: TransactionRecord
  readonly isStored: boolean
}

/**
 * Enters reports into records. Every report leads to the changes that it implies, known or not: when
 * it comes again since it could not be stored, it is stored then.
 */
export class Entries {
  readonly #options: EntriesOptions
  /** What is stored with the values of the same message, if it has any. */
  #news: News | undefined

  constructor(options: EntriesOptions) {
    this.#options = options
  }

  /** Enters what is said of a transaction. */
  enter(record: TransactionRecord, report: NamedReport, add: Add): void {
    const { event, runs } = report
    if (event.kind !== 'Metered' || this.#news?.record !== record) this.conclude(add)
    switch (event.kind) {
      case 'TransactionStarted':
        started(record, event)
        return this.#alone(record, add)
      case 'TransactionUpdated':
        return this.#update(record, event, add)
      case 'TransactionEnded': {
        const now = this.#options.clock.now()
        const measured = inTime(record, event, now)
        ended(record, event, now)
        this.#measure(record, measured)
        this.#store(record, add)
        return addReading(readingRow(record.id, measured), add)
      }
      case 'Metered': {
        // A number can be guessed or mixed up; a name is the station's own.
        const numbered = typeof event.transaction === 'number'
        const elsewhere = event.connector > 0 && record.connector > 0
        if (numbered && elsewhere && event.connector !== record.connector) {
          return report.count('transaction:foreign')
        }
        const { connector = 0 } = report
        const isPlaced = record.connector === 0 && connector > 0
        if (isPlaced) record.connector = connector
        const goesOn =
          record.end !== undefined && record.end.by !== 'station' && event.past !== true
        const reopened = goesOn && String(runs) === record.transaction
        if (reopened) record.end = undefined
        const { clock } = record
        const measured = inTime(record, event, this.#options.clock.now())
        this.#meter(record, { measured, changed: reopened || record.clock !== clock, add })
        // Where it runs was not known when it started: what ran there before is over.
        return isPlaced && record.start !== undefined ? this.#alone(record, add) : undefined
      }
    }
  }

  /** Has stored what waits for the values of its message: there are none. */
  conclude(add: Add): void {
    const news = this.#news
    if (news === undefined) return
    this.#news = undefined
    if (news.isStored) return
    this.#goOn(news.record, add)
    addReading(readingRow(news.record.id, { samples: [] }, news), add)
  }

  /** Enters values that do not say of which transaction they are: that which runs there. */
  untagged({ station, event, connector }: ReportOf<'Metered'>, add: Add): void {
    if (connector === undefined) return
    this.conclude(add)
    const record = this.#options.books.find(station)?.on(connector)
    if (record === undefined) return
    const from = startOf(record)
    const samples = event.samples.filter(({ at }) => at >= from)
    const signed = event.signed?.filter(({ at }) => at >= from)
    this.#meter(record, { measured: { samples, signed }, changed: false, add })
  }

  /** Enters that a connector is available: what ran there, as far as is known, is over. */
  available({ station, event, connector, runs }: ReportOf<'StatusReported'>, add: Add): void {
    const book = this.#options.books.find(station)
    for (const record of [...(book?.open() ?? [])]) {
      if (record.connector !== connector || record.transaction === String(runs)) continue
      if (available(record, event.at)) this.#store(record, add)
    }
  }

  #meter(
    record: TransactionRecord,
    { measured, changed, add }: { measured: Measured; changed: boolean; add: Add },
  ): void {
    const news = this.#news
    this.#news = undefined
    const row = readingRow(record.id, measured, news)
    // After a restart it would not be read again.
    const isLate = row !== undefined && row.at < countedUntil(record)
    const turned = this.#measure(record, measured)
    // What is over is not taken up again with its readings after a restart.
    const over = record.end !== undefined
    if (turned || changed || over || isLate) this.#store(record, add)
    else this.#goOn(record, add)
    addReading(row, add)
  }

  #update(record: TransactionRecord, event: ReportOf<'TransactionUpdated'>['event'], add: Add) {
    const { at } = event
    // One that is not exact is no number to tell messages by.
    const order = Number.isSafeInteger(event.order) ? event.order : undefined
    const { durable } = this.#options.store
    const isNew = order !== undefined && !hasOrder(record.orders, order)
    const isLate = at < countedUntil(record)
    const turned = updated(record, event)
    const goesOn = !turned && record.end === undefined && this.#isStored(record)
    // That it goes on is no news where nothing outlives the process: what runs is at hand. Else its
    // values say it, but not when it comes again: it may have been more than that at first.
    const isStored = durable && !(goesOn && isNew && !isLate)
    if (isStored || !goesOn) this.#alone(record, add)
    if (durable && order !== undefined) this.#news = { record, order, at, isStored }
  }

  /** Nothing but its register and the numbers of its messages moved on. */
  #goOn(record: TransactionRecord, add: Add): void {
    const unstored = (record.unstored ?? 0) + 1
    const isDue = this.#options.store.durable && unstored >= storedEvery
    if (isDue || !this.#isStored(record)) this.#store(record, add)
    else record.unstored = unstored
  }

  #isStored({ unstored, failures }: TransactionRecord): boolean {
    return unstored !== undefined && failures === this.#options.store.failures
  }

  #measure(record: TransactionRecord, measured: Pick<Measured, 'samples'>): boolean {
    const turned = metered(record, measured)
    if (record.recount) {
      this.#options.recounts.ask(record, registersOf(measured.samples).readings)
    }
    return turned
  }

  /** Only one transaction runs on a connector: the one that began last. */
  #alone(record: TransactionRecord, add: Add): void {
    const book = this.#store(record, add)
    const { connector } = record
    if (connector === 0 || record.end !== undefined) return
    const latest = book.on(connector)
    for (const other of [...book.open()]) {
      if (other.connector !== connector || other === latest) continue
      superseded(other)
      this.#store(other, add)
    }
  }

  #store(record: TransactionRecord, add: Add): Book {
    const book = this.#options.books.of(record.station)
    book.put(record)
    record.unstored = 0
    record.failures = this.#options.store.failures
    add({ kind: 'transaction', row: rowOf(record) })
    return book
  }
}

/** Values from before the start, by more than a clock is believed to be set back, are from now. */
function inTime(record: TransactionRecord, measured: Measured, now: number): Measured {
  const from = record.start === undefined ? 0 : record.start.at - mostSetBack
  const isBefore = ({ at }: { readonly at: number }) => at < from
  if (!measured.samples.some(isBefore)) return measured
  record.clock = true
  const samples = measured.samples.map((one) => (isBefore(one) ? { ...one, at: now } : one))
  return { samples, signed: measured.signed }
}

function addReading(row: ReadingRow | undefined, add: Add): void {
  if (row !== undefined) add({ kind: 'reading', row })
}
