/** A transaction as it is stored: what it is found by, and the rest, which only its owner reads. */
export interface TransactionRow {
  /** Unique among all stations. */
  readonly id: string
  readonly station: string
  /** What the station, or the host, calls it. */
  readonly transaction: string
  readonly connector: number
  /** When it started, or was first heard of, ms since the epoch; lists are in the order of it. */
  readonly at: number
  /** ms since the epoch; `null` while it runs. */
  readonly stoppedAt: number | null
  /** Whether its owner wants it back after a restart. */
  readonly live: boolean
  /** Readings before this time, ms since the epoch, are counted in `value`. */
  readonly counted: number
  /** Anything that JSON can say. */
  readonly value: unknown
}

/** Meter values of one message. */
export interface ReadingRow {
  /** Id of the row of its transaction; without one the reading is not stored. */
  readonly transaction: string
  /** ms since the epoch. */
  readonly at: number
  /** Its samples, as only their owner can read them. The same at the same time are stored once. */
  readonly samples: string
  /** Signed values, as JSON. */
  readonly signed?: string | undefined
}

/** One change of what is stored of transactions. */
export type TransactionChange =
  /** Takes the place of the one with the same id. */
  | { readonly kind: 'transaction'; readonly row: TransactionRow }
  | { readonly kind: 'reading'; readonly row: ReadingRow }
  /** Deletes those that ended before a time, ms since the epoch, and their readings. */
  | { readonly kind: 'forget-transactions'; readonly stoppedBefore: number }

/** Which transactions; what is absent does not matter. */
export interface TransactionFilter {
  readonly station?: string | undefined
  readonly connector?: number | undefined
  readonly open?: boolean | undefined
  /** At this time or later, ms since the epoch. */
  readonly from?: number | undefined
  /** Before this time, ms since the epoch. */
  readonly to?: number | undefined
}

/** How many, and behind which one. */
export interface TransactionPage {
  readonly limit: number
  readonly after?: Pick<TransactionRow, 'at' | 'id'> | undefined
}

/** What was stored of transactions; all of it rejects with a StoreError when it cannot be read. */
export interface TransactionStore {
  /** The latest first; of the same time by id. */
  transactions(filter: TransactionFilter, page: TransactionPage): Promise<readonly TransactionRow[]>
  transaction(id: string): Promise<TransactionRow | undefined>
  /** The latest one of a station with this name. */
  transactionNamed(station: string, transaction: string): Promise<TransactionRow | undefined>
  /** In the order in which they were stored. */
  readings(transaction: string): Promise<readonly ReadingRow[]>
  /** Those that are live, with their readings that are not counted yet. */
  liveTransactions(): Promise<readonly LiveTransaction[]>
}

/** A transaction that goes on after a restart. */
export interface LiveTransaction {
  readonly row: TransactionRow
  readonly readings: readonly ReadingRow[]
}
