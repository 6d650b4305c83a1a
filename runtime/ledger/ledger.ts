import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { TransactionReport } from '../model.ts'
import type { Change, Store } from '../storage/store.ts'
import type { TransactionRow } from '../storage/transactions.ts'
import type { Writes } from '../storage/writes.ts'
import { metered, progressed } from './advance.ts'
import { Books } from './books.ts'
import { type Add, Entries, type NamedReport } from './entries.ts'
import { measuredOf, progressOf } from './reading.ts'
import { isAnother, newRecord, type TransactionRecord } from './record.ts'
import { Recounts } from './recount.ts'
import { recordOf } from './stored.ts'

/** A look into the store that is under way, and how many reports wait for it. */
interface Look {
  readonly found: Promise<TransactionRecord | undefined>
  waiting: number
}

/** What a ledger needs. */
export interface LedgerOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly writes: Pick<Writes, 'add' | 'addLater' | 'beforeFlush'>
  readonly ids: IssuedIds
}

/** What is known of the transaction ids that the host gave out. */
export interface IssuedIds {
  /** Whether it was given out, to whatever station. */
  isIssued(id: string): boolean
  /** Whether it was given out just now, so that nothing can be known of it. */
  isFresh(id: string): boolean
  /** Its transaction is over. */
  ended(station: string, id: string): void
}

/**
 * The record of all transactions. At hand are those that run and the last ended ones of a station;
 * what comes later still is entered after a look into the store.
 */
export class Ledger {
  readonly #options: LedgerOptions
  readonly #books = new Books()
  readonly #entries: Entries
  readonly #recounts: Recounts
  /** By station and name. */
  readonly #looks = new Map<string, Look>()
  readonly #add: Add

  constructor(options: LedgerOptions) {
    this.#options = options
    this.#recounts = new Recounts(options)
    this.#entries = new Entries({ ...options, books: this.#books, recounts: this.#recounts })
    this.#add = (change) => options.writes.add(change)
    options.writes.beforeFlush(() => this.#entries.conclude(this.#add))
  }

  /** Takes up what was stored. @throws StoreError */
  async restore(): Promise<void> {
    for (const { row, readings } of await this.#options.store.liveTransactions()) {
      const record = this.#read(row)
      if (record === undefined) continue
      for (const reading of readings) {
        const progress = progressOf(reading)
        if (progress !== undefined) progressed(record, progress)
        metered(record, measuredOf(reading))
      }
      this.#books.of(record.station).put(record)
      if (record.recount) this.#recounts.ask(record, [])
    }
  }

  /** A record by what it is called, where it is at hand. */
  atHand(station: string, transaction: string): TransactionRecord | undefined {
    return this.#books.get(station, transaction)
  }

  /** Takes what a station reports; what it leads to is added to the writes of this turn. */
  report(report: TransactionReport): void {
    const { event } = report
    switch (event.kind) {
      case 'StatusReported':
        if (event.status === 'Available') this.#entries.available({ ...report, event }, this.#add)
        return
      case 'Metered': {
        const { transaction } = event
        if (transaction === undefined) this.#entries.untagged({ ...report, event }, this.#add)
        else this.#named(String(transaction), { ...report, event })
        return
      }
      case 'TransactionStarted':
      case 'TransactionUpdated':
      case 'TransactionEnded':
        return this.#named(String(event.id), { ...report, event })
    }
  }

  #named(transaction: string, report: NamedReport): void {
    const { station, event } = report
    const look = this.#looks.size === 0 ? undefined : this.#looks.get(lookKey(station, transaction))
    if (look === undefined) {
      const book = this.#books.find(station)
      const known = book?.get(transaction)
      const isNew = event.kind === 'TransactionStarted' && this.#options.ids.isFresh(transaction)
      if (known !== undefined || isNew) return this.#enter(known, report, this.#add)
      if (book?.isUnknown(transaction) && isStray(transaction, report)) return
    }
    const key = lookKey(station, transaction)
    this.#later(key, report, look ?? this.#look(key, { station, transaction }))
  }

  /** Enters a report when it is known what is stored under the name it uses. */
  #later(key: string, report: NamedReport, look: Look): void {
    const { station, event } = report
    const transaction = String('id' in event ? event.id : event.transaction)
    look.waiting += 1
    const done = () => {
      look.waiting -= 1
      if (look.waiting === 0) this.#looks.delete(key)
    }
    const changes = look.found.then((found) => () => {
      done()
      this.#entries.conclude(this.#add)
      const entered: Change[] = []
      const add: Add = (change) => entered.push(change)
      // What was found may have had to make room again.
      const record = this.#books.get(station, transaction) ?? found
      this.#enter(record, report, add)
      this.#entries.conclude(add)
      return entered
    })
    changes.catch(done)
    this.#options.writes.addLater(changes)
  }

  #look(
    key: string,
    { station, transaction }: { readonly station: string; readonly transaction: string },
  ): Look {
    const found = this.#options.store.transactionNamed(station, transaction).then((row) => {
      const record = row && this.#read(row)
      if (record !== undefined) this.#books.of(station).put(record)
      return record
    })
    const look = { found, waiting: 0 }
    this.#looks.set(key, look)
    return look
  }

  #enter(known: TransactionRecord | undefined, report: NamedReport, add: Add): void {
    const { event, station } = report
    const record = known ?? this.#begin(report)
    if (record === undefined) return
    const again = event.kind === 'TransactionStarted' && isAnother(record, event)
    const { transaction, generation } = record
    const entered = again
      ? newRecord({ station, transaction, generation: generation + 1, at: event.at })
      : record
    this.#entries.enter(entered, report, add)
    if (entered.end !== undefined) this.#options.ids.ended(station, transaction)
  }

  /** A record of what nothing is known of yet, unless what is said of it is nothing to go by. */
  #begin(report: NamedReport): TransactionRecord | undefined {
    const { event, station } = report
    const transaction = String('id' in event ? event.id : event.transaction)
    const isForeign = event.kind !== 'TransactionStarted' && this.#options.ids.isIssued(transaction)
    if (isForeign) report.count('transaction:foreign')
    if (isForeign || isStray(transaction, report)) {
      this.#books.of(station).disown(transaction)
      return undefined
    }
    const at = 'at' in event ? event.at : (event.samples[0]?.at ?? this.#options.clock.now())
    return newRecord({ station, transaction, generation: 1, at })
  }

  #read(row: TransactionRow): TransactionRecord | undefined {
    try {
      return recordOf(row)
    } catch (error) {
      this.#options.log.error({ transaction: row.id, error }, 'A stored transaction cannot be read')
      return undefined
    }
  }
}

function lookKey(station: string, transaction: string): string {
  return `${station}\n${transaction}`
}

/** Whether these are values of a transaction that does not run by the facts (quirk X5). */
function isStray(transaction: string, { event, runs }: NamedReport): boolean {
  return event.kind === 'Metered' && String(runs) !== transaction
}
