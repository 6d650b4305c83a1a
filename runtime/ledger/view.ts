import type { CardStatus } from '../model.ts'
import { sumOf } from './energy.ts'
import { hasGaps } from './orders.ts'
import { startOf, type TransactionRecord } from './record.ts'

/** What may be amiss with a record; nothing is invented where something is missing. */
export const transactionFlags = {
  'no-start':
    'The station never told that it started; the energy counts from what was heard first.',
  'no-end':
    'The station never told that it ended: the connector became available or the next one started.',
  'no-meter-start':
    'The register at the start is not known; the energy counts from the first reading.',
  'no-meter-stop':
    'The register at the end is not known; the energy counts up to the last reading.',
  clock: 'A time of the station could not be right; the time of receipt stands for it.',
  'register-reset':
    'The register began anew; what was counted between the readings around it is missing.',
  'register-wrap': 'The register overflowed and was counted on.',
  'register-implausible': 'A reading that no meter of a wallbox shows was left out.',
  'missing-messages': 'By their numbers, messages of the station are missing.',
  'name-reused': 'The station used the same transaction id before.',
} as const
/** One of {@link transactionFlags}. */
export type TransactionFlag = keyof typeof transactionFlags

/** A transaction as it is shown. */
export interface TransactionView {
  readonly id: string
  readonly station: string
  readonly connector: number
  /** What the station, or the host, calls it. */
  readonly transaction: string
  readonly idTag: string | undefined
  readonly idTagStatus: CardStatus | undefined
  /** Wh. */
  readonly meterStart: number | undefined
  /** Wh. */
  readonly meterStop: number | undefined
  /** Wh, never below 0; so far, while it runs; `undefined` when no register is known. */
  readonly energy: number | undefined
  /** ms since the epoch; `undefined` when it was never told. */
  readonly startedAt: number | undefined
  /** ms since the epoch; `undefined` while it runs. */
  readonly stoppedAt: number | undefined
  readonly stopReason: string | undefined
  readonly flags: readonly TransactionFlag[]
}

/** Shows a record. */
export function viewOf(record: TransactionRecord): TransactionView {
  const { id, station, connector, transaction, idTag, idTagStatus, start, end } = record
  const meterStart = start?.meter ?? record.begin
  const { energy, breaks } = sumOf(record.count, {
    start: meterStart === undefined ? undefined : { at: startOf(record), value: meterStart },
    end: end?.meter === undefined ? undefined : { at: end.at, value: end.meter },
  })
  const stoppedAt = end === undefined ? undefined : Math.max(end.at, start?.at ?? end.at)
  const flags: readonly (TransactionFlag | false)[] = [
    start === undefined && 'no-start',
    end !== undefined && end.by !== 'station' && 'no-end',
    start !== undefined && meterStart === undefined && 'no-meter-start',
    end !== undefined && end.meter === undefined && 'no-meter-stop',
    (record.clock || stoppedAt !== end?.at) && 'clock',
    breaks.has('reset') && 'register-reset',
    breaks.has('wrap') && 'register-wrap',
    (record.odd || breaks.has('leap')) && 'register-implausible',
    hasGaps(record.orders) && 'missing-messages',
    record.generation > 1 && 'name-reused',
  ]
  return {
    id,
    station,
    connector,
    transaction,
    idTag,
    idTagStatus,
    meterStart,
    meterStop: end?.meter,
    energy,
    startedAt: start?.at,
    stoppedAt,
    stopReason: end?.reason,
    flags: flags.filter((flag) => flag !== false),
  }
}
