import {
  type CardFact,
  type Facts,
  group,
  type StationEvent,
  type StationFacts,
  type StatusFact,
  type TransactionFact,
} from '../model.ts'
import { countRegister, meter } from './meter.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** The only reading of a meter that no meter shows: what a broken counter sends (quirk M8). */
const brokenRegister = 2147483647

/**
 * Folds an event into the facts of one connector, in place (facts live as long as the station; a
 * copy per frame would only feed the garbage collector). No clock, no randomness, no I/O: the same
 * events in the same order give the same facts.
 * @returns the groups that changed, as bits of `group`
 */
export function advance(facts: Facts, event: StationEvent): number {
  switch (event.kind) {
    case 'StatusReported':
      return reportStatus(facts, event)
    case 'Metered':
      return meter(facts, event)
    case 'CardShown':
      return showCard(facts, event)
    case 'TransactionStarted':
      return startTransaction(facts, event)
    case 'TransactionEnded':
      return endTransaction(facts, event)
    case 'ProfileAccepted':
      facts.profile = { ...event, status: 'Accepted' }
      return group.profile
    case 'ReservationMade':
      facts.reservation = { ...event, active: true, at: event.at }
      return group.reservation
    case 'ReservationEnded':
      return endReservation(facts, event.at)
    default:
      return 0
  }
}

/** Folds an event that concerns a station as a whole; see {@link advance}. */
export function advanceStation(facts: StationFacts, event: StationEvent): number {
  if (event.kind === 'Booted') {
    facts.identity = event.identity
    return group.identity
  }
  if (event.kind === 'ConfigurationRead') {
    for (const value of event.values) facts.configuration.set(value.key.toLowerCase(), value)
    return event.values.length > 0 ? group.configuration : 0
  }
  return 0
}

/** The register at a start or an end, Wh, unless it is one that no meter shows. */
export function plausibleRegister(value: number | undefined): number | undefined {
  return value === undefined || value < 0 || value === brokenRegister ? undefined : value
}

function reportStatus(facts: Facts, event: EventOf<'StatusReported'>): number {
  const { kind: _, connector: __, ...status }: EventOf<'StatusReported'> = event
  facts.status = status satisfies StatusFact
  let changed: number = group.status
  if (event.status === 'Available') changed |= becomeAvailable(facts, event.at)
  if (event.status !== 'Reserved' && facts.reservation?.active === true) {
    if (event.status === 'Available' || event.status === 'Faulted') {
      changed |= endReservation(facts, event.at)
    }
  }
  return changed
}

/** `Available` means that nobody charges, whatever was or was not said before (quirk X4). */
function becomeAvailable(facts: Facts, at: number): number {
  let changed = 0
  const { transaction, card } = facts
  if (transaction?.active === true && (transaction.startedAt ?? 0) <= at) {
    facts.transaction = { ...transaction, active: false, stoppedAt: at }
    changed |= group.transaction
  }
  if (card?.authorized === true && facts.transaction?.active !== true && card.at <= at) {
    facts.card = { ...card, authorized: false }
    changed |= group.card
  }
  return changed
}

function showCard(facts: Facts, event: EventOf<'CardShown'>): number {
  facts.card = {
    idTag: event.idTag,
    status: event.status,
    authorized: event.status === 'Accepted',
    unknownIdTag: event.known ? facts.card?.unknownIdTag : event.idTag,
    at: event.at,
  } satisfies CardFact
  return group.card
}

function startTransaction(facts: Facts, event: EventOf<'TransactionStarted'>): number {
  const running = facts.transaction
  if (running?.id === event.id) return 0
  // A start delivered late must not replace what began after it.
  if (running?.active === true && (running.startedAt ?? 0) > event.at) return 0
  facts.transaction = {
    id: event.id,
    active: true,
    idTag: event.idTag,
    meterStart: plausibleRegister(event.meterStart),
    register: plausibleRegister(event.meterStart),
    registerAt: event.at,
    startedAt: event.at,
    numberOfPhasesUsed: event.numberOfPhasesUsed,
    at: event.at,
  } satisfies TransactionFact
  let changed: number = group.transaction
  if (event.idTag !== undefined) {
    facts.card = {
      idTag: event.idTag,
      status: event.cardStatus,
      authorized: event.cardStatus === 'Accepted',
      unknownIdTag: event.known ? facts.card?.unknownIdTag : event.idTag,
      at: event.at,
    }
    changed |= group.card
  }
  if (facts.reservation?.active === true && facts.reservation.id === event.reservation) {
    changed |= endReservation(facts, event.at)
  }
  return changed
}

function endTransaction(facts: Facts, event: EventOf<'TransactionEnded'>): number {
  if (facts.transaction?.id !== event.id) return 0
  countRegister(facts, event.samples)
  const { transaction } = facts
  const meterStop = plausibleRegister(event.meterStop)
  facts.transaction = {
    ...transaction,
    active: false,
    meterStop,
    register: meterStop ?? transaction.register,
    stoppedAt: event.at,
    stopReason: event.reason,
    at: Math.max(transaction.at, event.at),
  }
  let changed: number = group.transaction
  if (facts.card?.authorized === true) {
    facts.card = { ...facts.card, authorized: false }
    changed |= group.card
  }
  return changed
}

function endReservation(facts: Facts, at: number): number {
  if (facts.reservation?.active !== true) return 0
  facts.reservation = { ...facts.reservation, active: false, at }
  return group.reservation
}
