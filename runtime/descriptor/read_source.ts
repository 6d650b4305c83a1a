import { type Facts, type ItemValue, lastSeenOf, type TransactionFact } from '../model.ts'
import { convert, toItemUnit } from '../units.ts'
import { meterSource } from './read_meter.ts'
import type { Item, Read, ReadOf } from './schema.ts'

/** What a value rests on; filled while a rule is evaluated. */
export interface Evidence {
  /** ms since the epoch: time of evaluation. */
  now: number
  /** ms since the epoch: time of the newest fact the value rests on. */
  at: number
  /** Whether the value rests on meter samples, which go stale. */
  metered: boolean
  /** Values of the other items of the device, by position. */
  values: { get(index: number): ItemValue | null }
  /** Takes over what the value at a position rests on. */
  inherit?(index: number): void
}

/** Gets a raw value out of facts. */
export interface Source {
  get(facts: Facts, evidence: Evidence): ItemValue | undefined
  /** Of several joined fields the first, which decides where the joined text is not in `map`. */
  lead?(facts: Facts): string | undefined
  readonly steps: readonly string[]
}

/** The source of a rule, compiled. */
export function sourceOf(read: Read, item: Item, indexOf: ReadonlyMap<string, number>): Source {
  switch (read.from) {
    case 'StatusNotification':
      return statusSource(read)
    case 'MeterValues':
      return meterSource(read, item)
    case 'Transaction':
      return transactionSource(read, item)
    case 'Authorize':
      return plain((facts, evidence) => {
        const { card } = facts
        if (card === undefined) return none(facts, read.field === 'authorized')
        evidence.at = card.at
        return card[read.field]
      })
    case 'ChargingProfile':
      return profileSource(read, item)
    case 'BootNotification':
      return plain((facts) => facts.station.identity[read.field])
    case 'Configuration':
      return configurationSource(read)
    case 'Reservation':
      return plain((facts, evidence) => {
        const { reservation } = facts
        if (reservation === undefined) return none(facts, read.field === 'active')
        evidence.at = reservation.at
        return read.field === 'expiryDate' ? reservation.expiry : reservation[read.field]
      })
    case 'Connection':
      return connectionSource(read)
    case 'Item': {
      const index = indexOf.get(read.key) ?? -1
      return plain((_, evidence) => {
        const value = evidence.values.get(index) ?? undefined
        if (value !== undefined) evidence.inherit?.(index)
        return value
      })
    }
    case 'Const':
      return plain(() => read.value)
  }
}

function statusSource(read: ReadOf<'StatusNotification'>): Source {
  const fields = Array.isArray(read.field) ? read.field : [read.field]
  const [first = 'status'] = fields
  const part = (facts: Facts, field: (typeof fields)[number]): ItemValue | undefined =>
    field === 'timestamp' ? facts.status?.at : facts.status?.[field]
  if (fields.length === 1) {
    return plain((facts, evidence) => {
      if (facts.status === undefined) return undefined
      evidence.at = facts.status.at
      return part(facts, first)
    })
  }
  return {
    get(facts, evidence) {
      if (facts.status === undefined) return undefined
      evidence.at = facts.status.at
      const parts = fields.map((field) => part(facts, field))
      return parts.filter((p) => p !== undefined && p !== '').join(' ')
    },
    lead(facts) {
      const value = part(facts, first)
      return value === undefined ? undefined : String(value)
    },
    steps: [`joined by a blank: ${fields.join(', ')}`],
  }
}

function transactionSource(read: ReadOf<'Transaction'>, item: Item): Source {
  const { field } = read
  const conversion =
    field === 'energy' || field === 'meterStart' || field === 'meterStop'
      ? toItemUnit('Energy.Active.Import.Register', item.unit ?? 'Wh')
      : undefined
  return {
    get(facts, evidence) {
      const { transaction } = facts
      if (transaction === undefined) return none(facts, field === 'active')
      const value = transactionField(transaction, field)
      if (value === undefined) return undefined
      evidence.at = transaction.at
      return typeof value === 'number' && conversion !== undefined
        ? convert(value, conversion)
        : value
    },
    steps: conversion === undefined || conversion.factor === 1 ? [] : [`Wh to ${item.unit}`],
  }
}

function transactionField(
  transaction: TransactionFact,
  field: ReadOf<'Transaction'>['field'],
): ItemValue | undefined {
  if (field === 'energy') return energyOf(transaction)
  // The card of a transaction that is over is the card shown last, which `Authorize` knows better.
  if (field === 'idTag') return transaction.active ? transaction.idTag : undefined
  return transaction[field]
}

/** Energy of a transaction, Wh, never negative (quirk M9); `undefined` while its start is unknown. */
export function energyOf(transaction: TransactionFact): number | undefined {
  const end = transaction.meterStop ?? transaction.register
  if (end === undefined || transaction.meterStart === undefined) return undefined
  return Math.max(0, end - transaction.meterStart)
}

function profileSource(read: ReadOf<'ChargingProfile'>, item: Item): Source {
  const fromA = toItemUnit('Current.Import', item.unit ?? 'A')
  const fromW = toItemUnit('Power.Active.Import', item.unit ?? 'W')
  return plain((facts, evidence) => {
    const { profile, limits } = facts
    const { field } = read
    const isInForce = field === 'limitInForce'
    const told = isInForce ? limits.find(({ source }) => source === 'Composite') : profile
    if (told === undefined) return undefined
    evidence.at = told.at
    if (field !== 'limit' && field !== 'limitInForce') return profile?.[field]
    const conversion = told.unit === 'A' ? fromA : fromW
    const { limit } = told
    return conversion === undefined || limit === undefined ? undefined : convert(limit, conversion)
  })
}

function configurationSource(read: ReadOf<'Configuration'>): Source {
  const names = [read.key, read.variable].flatMap((n) => (n === undefined ? [] : [n.toLowerCase()]))
  return plain((facts) => {
    let isUnknown = false
    for (const name of names) {
      const ofStation = facts.station.configuration.get(name)
      const value = (facts.configuration?.get(name) ?? ofStation)?.value?.trim()
      if (ofStation?.unknown) isUnknown = true
      if (value === undefined || value === '') continue
      // Stations spell these as they like (quirk C15), descriptors do not.
      return /^(true|false)$/i.test(value) ? value.toLowerCase() : value
    }
    // A key the station says it does not know is "anything else" to a map.
    return isUnknown ? '' : undefined
  })
}

function connectionSource(read: ReadOf<'Connection'>): Source {
  return plain((facts, evidence) => {
    const { station } = facts
    const lastSeen = lastSeenOf(station)
    evidence.at = lastSeen ?? evidence.now
    switch (read.field) {
      case 'chargePointId':
        return station.id
      case 'connectorId':
        return facts.connector
      case 'lastSeen':
        return lastSeen
      case 'ocppVersion':
        return station.version
      default:
        return station[read.field]
    }
  })
}

/** Of a station that was seen, nothing said means that nothing is the case. */
function none(facts: Facts, flag: boolean): false | undefined {
  return flag && facts.station.seen ? false : undefined
}

function plain(get: Source['get']): Source {
  return { get, steps: [] }
}
