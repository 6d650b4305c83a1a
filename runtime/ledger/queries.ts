import type {
  TransactionFilter,
  TransactionPage,
  TransactionRow,
  TransactionStore,
} from '../storage/transactions.ts'
import type { Ledger } from './ledger.ts'
import { type Measured, measuredOf } from './reading.ts'
import { recordOf } from './stored.ts'
import { type TransactionView, viewOf } from './view.ts'

/** Some transactions, and behind which one the next begin. */
export interface TransactionList {
  readonly transactions: readonly TransactionView[]
  readonly next: { readonly at: number; readonly id: string } | undefined
}

/** What was recorded, for whoever asks. */
export class TransactionQueries {
  readonly #ledger: Pick<Ledger, 'atHand'>
  readonly #store: TransactionStore

  constructor(ledger: Pick<Ledger, 'atHand'>, store: TransactionStore) {
    this.#ledger = ledger
    this.#store = store
  }

  /** The latest first. @throws StoreError */
  async list(filter: TransactionFilter, page: TransactionPage): Promise<TransactionList> {
    const rows = await this.#store.transactions(filter, { ...page, limit: page.limit + 1 })
    const shown = rows.slice(0, page.limit)
    const last = shown.at(-1)
    const isMore = rows.length > shown.length && last !== undefined
    return {
      transactions: shown.map((row) => this.#view(row)),
      next: isMore ? { at: last.at, id: last.id } : undefined,
    }
  }

  /** One with what was measured, by time. @throws StoreError */
  async get(
    id: string,
  ): Promise<{ transaction: TransactionView; measured: readonly Measured[] } | undefined> {
    const row = await this.#store.transaction(id)
    if (row === undefined) return undefined
    const readings = await this.#store.readings(id)
    const all = [...readings].sort((a, b) => a.at - b.at).map(measuredOf)
    // Some only say that a message came.
    const measured = all.filter(({ samples, signed }) => samples.length > 0 || signed !== undefined)
    return { transaction: this.#view(row), measured }
  }

  /** What is at hand is ahead of what is stored. */
  #view(row: TransactionRow): TransactionView {
    const known = this.#ledger.atHand(row.station, row.transaction)
    return viewOf(known?.id === row.id ? known : recordOf(row))
  }
}
