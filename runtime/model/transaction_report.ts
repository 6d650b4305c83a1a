import type { StationEvent } from './events.ts'
import type { TransactionId } from './words.ts'

/** An event that may say something of a transaction, as whoever keeps records of them is told it. */
export interface TransactionReport {
  readonly station: string
  readonly event: StationEvent
  /** The connector that the event was found to be about. */
  readonly connector: number | undefined
  /** The transaction that runs there, by the facts, now that the event is folded into them. */
  readonly runs: TransactionId | undefined
  /** Counts what is odd about it, where users see it. */
  count(what: string): void
}
