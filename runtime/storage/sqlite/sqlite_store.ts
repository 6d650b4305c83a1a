import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { HistoryReads } from '../history.ts'
import { type Change, type Collection, type Store, type Stored, StoreError } from '../store.ts'
import { Committer } from './committer.ts'
import { allDocuments } from './documents.ts'
import { historyReads } from './history.ts'
import type { Response } from './messages.ts'
import { StoreThread } from './store_thread.ts'
import type { Ask } from './table.ts'
import type { Tables } from './tables.ts'
import { transactionStore } from './transactions.ts'

/** What a store in a folder needs. */
export interface SqliteOptions {
  readonly clock: Clock
  readonly log: Log
  /** Pages of 4 KiB that the file may have; by default as many as the disk has. */
  readonly maxPages?: number
}

/**
 * Keeps everything in a folder, in SQLite. All work is done in two threads, one that commits and one
 * that answers, so that neither the runtime nor a commit waits for a long answer.
 */
export class SqliteStore implements Store {
  readonly durable = true
  readonly transactions: Store['transactions']
  readonly transaction: Store['transaction']
  readonly transactionNamed: Store['transactionNamed']
  readonly readings: Store['readings']
  readonly liveTransactions: Store['liveTransactions']
  readonly history: HistoryReads
  readonly #writer: StoreThread
  readonly #reader: StoreThread
  readonly #committer: Committer
  #closed = false

  private constructor(folder: string, { clock, log, maxPages }: SqliteOptions) {
    this.#writer = new StoreThread({ role: 'writer', folder, maxPages })
    this.#reader = new StoreThread({ role: 'reader', folder })
    this.#committer = new Committer({ thread: this.#writer, clock, log })
    this.history = historyReads(this.#ask('history'))
    const transactions = transactionStore(this.#ask('transactions'))
    this.transactions = transactions.transactions
    this.transaction = transactions.transaction
    this.transactionNamed = transactions.transactionNamed
    this.readings = transactions.readings
    this.liveTransactions = transactions.liveTransactions
  }

  /** Opens the store of a folder, which is made if need be. @throws StoreError when it cannot be used */
  static async open(folder: string, options: SqliteOptions): Promise<SqliteStore> {
    const store = new SqliteStore(folder, options)
    try {
      await store.#writer.start()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new StoreError(`Cannot use the folder of data ${folder}: ${reason}`)
    }
    return store
  }

  get failure(): string | undefined {
    return this.#committer.failure
  }

  get failures(): number {
    return this.#committer.failures
  }

  documents(collection: Collection): Promise<ReadonlyMap<string, unknown>> {
    return allDocuments(this.#ask('documents'), collection)
  }

  commit(changes: readonly Change[]): Promise<void> {
    return this.#committer.commit(changes)
  }

  commitThen(changes: readonly Change[], stored: Stored): void {
    this.#committer.commitThen(changes, stored)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#committer.close()
    await this.#reader.close()
    await this.#writer.close()
  }

  #ask<T extends keyof Tables>(table: T): Ask<Tables[T]> {
    return async (query, argument) => {
      if (this.#closed) throw new StoreError('The store is closed')
      const thread = readAtStart[table].includes(query) ? this.#writer : this.#reader
      const response = await thread.ask({ kind: 'query', table, query, argument })
      return resultOf(response)
    }
  }
}

/**
 * What a runtime reads once, when it starts. The writer answers it, which has nothing to commit yet,
 * so that no second thread has to be there before the first station is served.
 */
const readAtStart: Readonly<Record<keyof Tables, readonly string[]>> = {
  documents: ['all'],
  transactions: ['live'],
  history: ['journal', 'series'],
}

/** Both ends of a thread are of one release, so that its queries say what type this is. */
function resultOf<R>(response: Response): R {
  if (response.kind !== 'result') throw new StoreError('The store gave no result')
  return response.result as R
}
