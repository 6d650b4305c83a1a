import type { Collection, DocumentChange } from './documents.ts'
import type { HistoryChange, HistoryReads } from './history.ts'
import type { TransactionChange, TransactionStore } from './transactions.ts'

export { type Collection, collections, type DocumentChange } from './documents.ts'

/** One change of what is stored; `kind` tells which table it belongs to. Plain JSON throughout. */
export type Change = DocumentChange | TransactionChange | HistoryChange

/** Told that changes are stored, or why they are not. */
export type Stored = (error?: StoreError) => void

/** What must survive the process. Every engine passes `test/storage/contract.ts`. */
export interface Store extends TransactionStore {
  /** All documents of a collection, as they were last committed. @throws StoreError */
  documents(collection: Collection): Promise<ReadonlyMap<string, unknown>>
  /**
   * Makes changes, all or none of them, after those asked for before. What is asked for in one turn
   * of the event loop, or while another commit is under way, is committed together.
   * @returns when they are stored
   * @throws StoreError when they are not
   */
  commit(changes: readonly Change[]): Promise<void>
  /** The same for very many, without a promise each; `stored` is called later, never at once. */
  commitThen(changes: readonly Change[], stored: Stored): void
  /** The values of items over time. */
  readonly history: HistoryReads
  /** Whether what it stores outlives the process; else a commit is done when it is asked for. */
  readonly durable: boolean
  /** Why nothing can be stored now; `undefined` when it can. */
  readonly failure: string | undefined
  /** How many commits could not be made. */
  readonly failures: number
  /** Commits what waits, and ends. */
  close(): Promise<void>
}

/** Something could not be stored or read. */
export class StoreError extends Error {
  override name = 'StoreError'
}
