import { startOf, type TransactionRecord } from './record.ts'

/** Ended transactions of a station kept at hand, for what comes late; those to be counted anew besides. */
const mostRecent = 4
/** Names remembered that are no transaction's. */
const mostUnknown = 16

/** The transactions of a station that are at hand: all that run, and the last that ended. */
export class Book {
  readonly #open = new Map<string, TransactionRecord>()
  readonly #recent = new Map<string, TransactionRecord>()
  readonly #unknown = new Set<string>()
  /** That which was asked for or put last: the next message is mostly about the same. */
  #last: TransactionRecord | undefined

  /** Those that run. */
  open(): Iterable<TransactionRecord> {
    return this.#open.values()
  }

  /** Whether any runs. */
  get runs(): boolean {
    return this.#open.size > 0
  }

  /** The one with this name. */
  get(transaction: string): TransactionRecord | undefined {
    if (this.#last?.transaction === transaction) return this.#last
    const found = this.#open.get(transaction) ?? this.#recent.get(transaction)
    this.#last = found ?? this.#last
    return found
  }

  /** The one that runs on a connector; of several, as there are for a moment, the latest. */
  on(connector: number): TransactionRecord | undefined {
    let found: TransactionRecord | undefined
    for (const record of this.#open.values()) {
      if (record.connector !== connector) continue
      if (found === undefined || startOf(record) >= startOf(found)) found = record
    }
    return found
  }

  /** Puts a record where it belongs now. */
  put(record: TransactionRecord): void {
    const { transaction } = record
    this.#last = record
    this.#open.delete(transaction)
    this.#recent.delete(transaction)
    this.#unknown.delete(transaction)
    if (record.end === undefined) this.#open.set(transaction, record)
    else {
      this.#recent.set(transaction, record)
      this.#dropRecent()
    }
  }

  /** Remembers that a name is no transaction's. */
  disown(transaction: string): void {
    this.#unknown.add(transaction)
    for (const oldest of this.#unknown) {
      if (this.#unknown.size <= mostUnknown) return
      this.#unknown.delete(oldest)
    }
  }

  /** Whether a name is known to be no transaction's. */
  isUnknown(transaction: string): boolean {
    return this.#unknown.has(transaction)
  }

  /** Lets the oldest go, but none that is still to be counted: what is stored of it is behind. */
  #dropRecent(): void {
    if (this.#recent.size <= mostRecent) return
    const counted = [...this.#recent.values()].filter(({ recount }) => !recount)
    for (const { transaction } of counted.slice(0, -mostRecent)) this.#recent.delete(transaction)
  }
}
