import type { Measured } from '../../ledger/reading.ts'
import type { TransactionFlag, TransactionView } from '../../ledger/view.ts'
import type { TransactionFilter } from '../../storage/transactions.ts'

export type { Measured, TransactionFilter, TransactionFlag, TransactionView }

/** Where a page of transactions goes on: behind this one. */
export interface TransactionCursor {
  readonly at: number
  readonly id: string
}

/** What the HTTP API needs of the record of transactions. */
export interface TransactionPort {
  /** The latest first, and where the next page begins, if there is more. @throws StoreError */
  transactions(
    filter: TransactionFilter,
    page: { readonly limit: number; readonly after?: TransactionCursor | undefined },
  ): Promise<{
    readonly transactions: readonly TransactionView[]
    readonly next: TransactionCursor | undefined
  }>
  /** One with its meter values, by time. @throws StoreError */
  transaction(
    id: string,
  ): Promise<
    { readonly transaction: TransactionView; readonly measured: readonly Measured[] } | undefined
  >
}
