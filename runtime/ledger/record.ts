import type { CardStatus, ChargingState, StationEvent } from '../model.ts'
import { type Count, newCount } from './count.ts'

/** What is known of one transaction; changed in place as it is told. */
export interface TransactionRecord {
  /** Unique among all stations: see {@link recordId}. */
  readonly id: string
  readonly station: string
  /** What the station, or the host, calls it. */
  readonly transaction: string
  /** How many transactions of the station had this name before. */
  readonly generation: number
  /** 0 while it is not known. */
  connector: number
  idTag: string | undefined
  /** What the host made of the card when it started. */
  idTagStatus: CardStatus | undefined
  chargingState: ChargingState | undefined
  /** When it was first heard of, ms since the epoch, by what the station says. */
  firstAt: number
  /** Latest time that the station told of it. */
  lastAt: number
  start: Start | undefined
  end: End | undefined
  count: Count
  /** Register when it began by a sample, Wh. */
  begin: number | undefined
  /** Numbers of its messages that were seen, as pairs of first and last, ascending. */
  orders: number[]
  /** Whether a register that no meter shows was left out. */
  odd: boolean
  /** Whether a time of the station was replaced or makes no sense. */
  clock: boolean
  /** Whether the readings must be counted anew. */
  recount: boolean
  /** Messages since it was stored by this process; `undefined` = it was not yet. Not stored itself. */
  unstored: number | undefined
  /** Commits that had failed when it was stored; if more have since, it may not be. Not stored itself. */
  failures: number
}

/** How it began, as the station told. */
export interface Start {
  /** ms since the epoch. */
  readonly at: number
  /** What the station said in its place. */
  readonly stated?: number | undefined
  /** Wh. */
  meter?: number | undefined
}

/** How it ended. */
export interface End {
  /** ms since the epoch. */
  at: number
  /** Wh. */
  meter?: number | undefined
  readonly reason?: string | undefined
  /**
   * Who says so: the station; the status of the connector, which became available; or the next
   * transaction on it. What is not told by the station gives way to what is.
   */
  readonly by: 'station' | 'status' | 'next'
}

/** What a record begins with. */
export interface RecordOptions {
  readonly station: string
  readonly transaction: string
  readonly generation: number
  /** ms since the epoch. */
  readonly at: number
}

/** A record of which nothing is known yet. */
export function newRecord({ station, transaction, generation, at }: RecordOptions) {
  const record: TransactionRecord = {
    id: recordId(station, transaction, generation),
    station,
    transaction,
    generation,
    connector: 0,
    idTag: undefined,
    idTagStatus: undefined,
    chargingState: undefined,
    firstAt: at,
    lastAt: at,
    start: undefined,
    end: undefined,
    count: newCount(),
    begin: undefined,
    orders: [],
    odd: false,
    clock: false,
    recount: false,
    unstored: undefined,
    failures: 0,
  }
  return record
}

/**
 * `station:transaction`, and `~2` behind it when the station used the name before; `%`, `:` and `~`
 * within are percent-encoded, so that no two are alike.
 */
function recordId(station: string, transaction: string, generation: number): string {
  const id = `${escaped(station)}:${escaped(transaction)}`
  return generation > 1 ? `${id}~${generation}` : id
}

function escaped(text: string): string {
  return text.replace(reserved, (c) => {
    const code = c.charCodeAt(0).toString(16).toUpperCase()
    return `%${code.padStart(2, '0')}`
  })
}

/** Halves of characters are none that can be stored. */
const reserved = /[%:~\p{Cc}\p{Cs}]/gu

/** Readings from before this time are counted, and need not be read again; ms since the epoch. */
export function countedUntil({ count }: TransactionRecord): number {
  return count.stretches.at(-1)?.last.at ?? 0
}

/** When it started, as far as it is known, ms since the epoch. */
export function startOf({ start, firstAt }: TransactionRecord): number {
  return start?.at ?? firstAt
}

/**
 * Whether a start is that of another transaction with the name of one that is over: its time, as the
 * station says it, is another and later.
 */
export function isAnother(
  { start, end }: TransactionRecord,
  event: Extract<StationEvent, { kind: 'TransactionStarted' }>,
): boolean {
  if (start === undefined || end === undefined) return false
  const stated = event.stated ?? event.at
  return stated !== (start.stated ?? start.at) && event.at > Math.max(end.at, start.at)
}
