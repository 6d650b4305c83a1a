import type { TransactionChange, TransactionStore } from './transactions.ts'

/**
 * Kinds of documents, each a set of JSON values by key. A new kind is one line here; its owner alone
 * knows what the values look like, and parses what it reads.
 */
export const collections = [
  /** Identity, configuration read, plugin memory: by station. */
  'station',
  /** Facts of one connector: by `ChargepointID:ConnectorID`. */
  'connector',
  /** Values of `restore` items: by `ChargepointID:ConnectorID`. */
  'restore',
  /** Cards: by lower-cased idTag. */
  'token',
  /** Which cards a station takes, as an item wrote it: by station. */
  'cardPolicy',
  /** Passwords, security profile and approval: by station. */
  'credential',
  /** Access tokens of the HTTP API: by id. */
  'access',
  /** Starts that are known again when they come again: by station. */
  'start',
  /** Numbers that go on, by what they number. */
  'counter',
] as const

/** Name of a kind of documents. */
export type Collection = (typeof collections)[number]

/** One change of what is stored. */
export type Change = DocumentChange | TransactionChange

/** One change of the documents. */
export type DocumentChange =
  | {
      readonly kind: 'put'
      readonly collection: Collection
      readonly key: string
      /** Anything that JSON can say. */
      readonly value: unknown
    }
  | { readonly kind: 'delete'; readonly collection: Collection; readonly key: string }

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
  /** Why nothing can be stored now; `undefined` when it can. */
  readonly failure: string | undefined
  /** Commits what waits, and ends. */
  close(): Promise<void>
}

/** Something could not be stored or read. */
export class StoreError extends Error {
  override name = 'StoreError'
}
