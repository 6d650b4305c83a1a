import type {
  CardStatus,
  CommandKind,
  CommandOf,
  Outcome,
  StationEvent,
  TransactionId,
} from '../model.ts'

/** What the host decides while a station's call is answered. */
export interface Host {
  /** ms since the epoch. */
  readonly now: number
  /** Seconds between heartbeats, for the answer to a boot. */
  readonly heartbeatInterval: number
  /** Decides about a card; never throws. */
  authorize(idTag: string): Authorization
  /** Transaction id for a start; the same start (same arguments) gets the same id again. */
  startTransaction(start: TransactionStart): TransactionId
  /** Counts a tolerated defect of a frame under this name. */
  repaired(what: string): void
}

/** Decision about a card. */
export interface Authorization {
  readonly status: CardStatus
  /** Whether the host knows the card. */
  readonly known: boolean
  /** ms since the epoch. */
  readonly expiry?: number | undefined
  readonly parentIdTag?: string | undefined
}

/** What identifies a start of a transaction, so that a repeated message starts nothing new. */
export interface TransactionStart {
  readonly connector: number
  readonly idTag: string
  readonly meterStart: number
  readonly at: number
}

/** What answering a call leads to: the answer as JSON text, and what it means. */
export interface Handled {
  readonly reply: string
  readonly events: readonly StationEvent[]
}

/** One inbound action. */
export interface InboundRow {
  /** Precompiled check from the official schema. */
  readonly valid: (payload: unknown) => boolean
  /** Handles a payload that passed `valid`, or was repaired as far as possible; never throws. */
  readonly handle: (payload: never, host: Host) => Handled
  /** Repeating it has a side effect, so a repeated message id gets the first answer again. */
  readonly once?: boolean
  /** It must always get a well-formed answer, whatever is missing in it. */
  readonly always?: boolean
}
export type { CommandKind, CommandOf, Outcome }
