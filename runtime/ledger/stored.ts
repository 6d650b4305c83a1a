import * as v from 'valibot'
import { cardStatuses, chargingStates } from '../model.ts'
import type { TransactionRow } from '../storage/transactions.ts'
import { countedUntil, newRecord, startOf, type TransactionRecord } from './record.ts'

const reading = v.object({ at: v.number(), value: v.number() })
const step = v.variant('kind', [
  v.object({ kind: v.picklist(['on', 'wrap']), energy: v.number() }),
  v.object({ kind: v.picklist(['reset', 'leap']), energy: v.literal(0) }),
])

const stored = v.object({
  generation: v.number(),
  idTag: v.optional(v.string()),
  idTagStatus: v.optional(v.picklist(cardStatuses)),
  chargingState: v.optional(v.picklist(chargingStates)),
  firstAt: v.number(),
  lastAt: v.number(),
  start: v.optional(
    v.object({
      at: v.number(),
      stated: v.optional(v.number()),
      meter: v.optional(v.number()),
    }),
  ),
  end: v.optional(
    v.object({
      at: v.number(),
      meter: v.optional(v.number()),
      reason: v.optional(v.string()),
      by: v.picklist(['station', 'status', 'next']),
    }),
  ),
  stretches: v.array(
    v.object({
      first: reading,
      last: reading,
      previous: v.optional(reading),
      after: v.optional(step),
    }),
  ),
  base: v.optional(v.number()),
  begin: v.optional(v.number()),
  orders: v.optional(v.array(v.number())),
  /** Names of what is true of it. */
  is: v.optional(v.array(v.picklist(['spiked', 'odd', 'clock', 'recount']))),
})

/** A record as it is stored. */
export function rowOf(record: TransactionRecord): TransactionRow {
  const { id, station, transaction, connector, end, start, count, orders, recount } = record
  const stoppedAt = end === undefined ? null : Math.max(end.at, start?.at ?? end.at)
  const is = [
    ...(count.spiked ? ['spiked' as const] : []),
    ...(record.odd ? ['odd' as const] : []),
    ...(record.clock ? ['clock' as const] : []),
    ...(recount ? ['recount' as const] : []),
  ]
  const value: v.InferInput<typeof stored> = {
    generation: record.generation,
    idTag: record.idTag,
    idTagStatus: record.idTagStatus,
    chargingState: record.chargingState,
    firstAt: record.firstAt,
    lastAt: record.lastAt,
    start,
    end,
    // As it is now: the record goes on before this is written.
    stretches: count.stretches.map(({ first, last, previous, after }) => ({
      first: { ...first },
      last: { ...last },
      previous: previous && { ...previous },
      after,
    })),
    base: count.base || undefined,
    begin: record.begin,
    orders: orders.length === 0 ? undefined : [...orders],
    is: is.length === 0 ? undefined : is,
  }
  return {
    id,
    station,
    transaction,
    connector,
    at: startOf(record),
    stoppedAt,
    live: end === undefined || recount,
    counted: countedUntil(record),
    value,
  }
}

/** The record of such a row. @throws Error when it is none */
export function recordOf(row: TransactionRow): TransactionRecord {
  const value = v.parse(stored, row.value)
  const { station, transaction, connector } = row
  const { generation, firstAt, stretches, base = 0, is = [] } = value
  return {
    ...newRecord({ station, transaction, generation, at: firstAt }),
    connector,
    idTag: value.idTag,
    idTagStatus: value.idTagStatus,
    chargingState: value.chargingState,
    lastAt: value.lastAt,
    start: value.start,
    end: value.end,
    count: { stretches, base, spiked: is.includes('spiked') },
    begin: value.begin,
    orders: value.orders ?? [],
    odd: is.includes('odd'),
    clock: is.includes('clock'),
    recount: is.includes('recount'),
  }
}
