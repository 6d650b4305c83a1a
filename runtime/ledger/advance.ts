import type { StationEvent } from '../model.ts'
import { countReading } from './count.ts'
import { withOrder } from './orders.ts'
import type { Progress } from './progress.ts'
import { startOf, type TransactionRecord } from './record.ts'
import { isPlausible, registersOf } from './registers.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** Folds a start into a record, in place; the same start again changes nothing. */
export function started(record: TransactionRecord, event: EventOf<'TransactionStarted'>): void {
  const meter = plausible(record, event.meterStart)
  const { connector, idTag, cardStatus, at, stated } = event
  if (record.connector === 0) record.connector = connector
  if (record.start === undefined) record.start = { at, stated, meter }
  else record.start.meter ??= meter
  if (stated !== undefined) record.clock = true
  if (record.idTag === undefined && idTag !== undefined) {
    record.idTag = idTag
    record.idTagStatus = cardStatus
  }
  record.chargingState ??= event.chargingState
  record.orders = withOrder(record.orders, event.order)
  heard(record, at)
}

/** Folds news into a record, in place; answers whether more than its order and time changed. */
export function updated(record: TransactionRecord, event: EventOf<'TransactionUpdated'>): boolean {
  const { connector, card, chargingState, past, at } = event
  const before: Pick<TransactionRecord, (typeof telling)[number]> = {
    connector: record.connector,
    idTag: record.idTag,
    chargingState: record.chargingState,
    clock: record.clock,
    end: record.end,
  }
  if (record.connector === 0 && connector !== undefined) record.connector = connector
  if (record.idTag === undefined && card !== undefined) {
    record.idTag = card.idTag
    record.idTagStatus = card.status
  }
  if (past !== true) record.chargingState = chargingState ?? record.chargingState
  record.orders = withOrder(record.orders, event.order)
  if (event.stated !== undefined) record.clock = true
  // A transaction that was thought to be over is not.
  const { end } = record
  if (end !== undefined && end.by !== 'station' && past !== true && at >= end.at) {
    record.end = undefined
  }
  heard(record, at)
  for (const name of telling) if (record[name] !== before[name]) return true
  return false
}

/** Folds into a record, in place, that a message of it came which said nothing else. */
export function progressed(record: TransactionRecord, { order, at }: Progress): void {
  record.orders = withOrder(record.orders, order)
  heard(record, at)
}

/** What news may change besides order and time. */
const telling = ['connector', 'idTag', 'chargingState', 'clock', 'end'] as const

/** Folds an end into a record, in place; `now` stands for a time that lies before the start. */
export function ended(
  record: TransactionRecord,
  event: EventOf<'TransactionEnded'>,
  now: number,
): void {
  const meter = plausible(record, event.meterStop)
  const { connector, reason, stated } = event
  if (record.connector === 0 && connector !== undefined) record.connector = connector
  record.orders = withOrder(record.orders, event.order)
  if (record.end?.by === 'station') {
    record.end.meter ??= meter
    return
  }
  const before = record.start !== undefined && event.at < record.start.at
  const at = before ? now : event.at
  if (before || stated !== undefined) record.clock = true
  record.end = { at, meter, reason, by: 'station' }
  heard(record, at)
}

/** Folds samples into a record, in place; answers whether its register went another way than onward. */
export function metered(
  record: TransactionRecord,
  { samples }: Pick<EventOf<'Metered'>, 'samples'>,
): boolean {
  const { readings, begin, odd } = registersOf(samples)
  const before = record.count.stretches.length
  let turned = odd && !record.odd
  if (odd) record.odd = true
  if (begin !== undefined && record.begin === undefined) {
    record.begin = begin
    turned = true
  }
  for (const reading of readings) {
    const late = reading.at <= (record.count.stretches.at(-1)?.last.at ?? 0)
    if (!countReading(record.count, reading)) record.recount = true
    if (late) turned = true
    heard(record, reading.at)
  }
  return turned || record.recount || record.count.stretches.length !== before
}

/** The connector became available: whatever ran there is over, unless it waits for a vehicle. */
export function available(record: TransactionRecord, at: number): boolean {
  if (record.end !== undefined || record.chargingState === 'Idle') return false
  if (startOf(record) > at) return false
  record.end = { at, by: 'status' }
  return true
}

/** A later transaction began on its connector: it is over since it was last heard of. */
export function superseded(record: TransactionRecord): void {
  record.end = { at: Math.max(record.lastAt, startOf(record)), by: 'next' }
}

function heard(record: TransactionRecord, at: number): void {
  record.firstAt = Math.min(record.firstAt, at)
  record.lastAt = Math.max(record.lastAt, at)
  if (record.end?.by === 'next') record.end.at = Math.max(record.end.at, at)
}

function plausible(record: TransactionRecord, meter: number | undefined): number | undefined {
  if (meter === undefined || isPlausible(meter)) return meter
  record.odd = true
  return undefined
}
