import type { TransactionView } from '../../../runtime/ledger/view.ts'
import { silentLog } from '../../../runtime/log.ts'
import type { StationEvent } from '../../../runtime/model.ts'
import { MemoryStore } from '../../../runtime/storage/memory.ts'
import { type Change, type Store, StoreError } from '../../../runtime/storage/store.ts'
import { Writes } from '../../../runtime/storage/writes.ts'
import { type Transactions, transactionsOf } from '../../../runtime/transactions.ts'
import { TestClock, turn } from '../../support/test_clock.ts'

/** A store of which a test takes the rest of the process away, and which may fail. */
export class FragileStore extends MemoryStore {
  override durable = true
  failing = false
  /** Commits made. */
  commits = 0

  #failures = 0

  override get failures(): number {
    return this.#failures
  }

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.failing) {
      this.#failures += 1
      throw new StoreError('The disk is full')
    }
    this.commits += 1
    await super.commit(changes)
  }
}

/** The store as one process sees it, until it dies. */
class Process {
  dead = false
  readonly store: Store

  constructor(store: Store) {
    this.store = new Proxy(store, {
      get: (target, name) => {
        if (name === 'commit' && this.dead) return () => Promise.reject(new StoreError('Killed'))
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}

/** A ledger over a store, as one process has it, and the counts of what was odd. */
export class BookKeeper {
  readonly clock = new TestClock()
  readonly store = new FragileStore()
  readonly counts = new Map<string, number>()
  #process: Process
  #writes: Writes
  #transactions: Transactions | undefined

  private constructor() {
    this.#process = new Process(this.store)
    this.#writes = new Writes(this.#process.store)
  }

  /** One whose store outlives it, if it is not told otherwise. */
  static async open({ durable = true }: { durable?: boolean } = {}): Promise<BookKeeper> {
    const keeper = new BookKeeper()
    keeper.store.durable = durable
    await keeper.#start()
    return keeper
  }

  /** The id for a start of a 1.6 station. */
  idFor(
    station: string,
    start: { connector: number; idTag: string; meterStart: number; at: number },
  ): number {
    return this.#running.keeping.ids.idFor(station, start)
  }

  /** Reports the events of one message. */
  report(station: string, events: readonly StationEvent[], runs?: string | number): void {
    for (const event of events) {
      const connector = 'connector' in event ? event.connector : undefined
      const count = (what: string) => this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
      this.#running.keeping.report({ station, event, connector, runs, count })
    }
  }

  /** Has what was reported stored; `false` when it could not be, so that no answer leaves. */
  async settle(): Promise<boolean> {
    try {
      await this.#writes.flush()
      return true
    } catch {
      return false
    }
  }

  /** Another process takes over; what was not stored is lost. */
  async kill(): Promise<void> {
    this.#process.dead = true
    this.#process = new Process(this.store)
    this.#writes = new Writes(this.#process.store)
    await this.#start()
  }

  /** All records, by id. */
  async records(): Promise<readonly TransactionView[]> {
    await turn()
    await turn()
    const { transactions } = await this.#running.port.transactions({}, { limit: 1000 })
    return [...transactions].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** One with its meter values. */
  record(id: string) {
    return this.#running.port.transaction(id)
  }

  get #running(): Transactions {
    if (this.#transactions === undefined) throw new Error('It does not run')
    return this.#transactions
  }

  async #start(): Promise<void> {
    const { store } = this.#process
    const { clock } = this
    this.#transactions = await transactionsOf({
      clock,
      log: silentLog,
      store,
      writes: this.#writes,
      days: undefined,
    })
  }
}
