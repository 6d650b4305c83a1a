import { type CardFact, type Facts, group, type StationEvent } from '../model.ts'
import { countRegister } from './meter.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>
type Started = EventOf<'TransactionStarted'>
type Updated = EventOf<'TransactionUpdated'>
type Ended = EventOf<'TransactionEnded'>

/** The only reading of a meter that no meter shows: what a broken counter sends (quirk M8). */
const brokenRegister = 2147483647

/** Measurands of what flows, unlike registers and what the grid or the vehicle is like. */
const flow = /^(Current|Power)\.(Import|Export|Active|Reactive)|\.Interval$/

/** The register at a start or an end, Wh, unless it is one that no meter shows. */
export function plausibleRegister(value: number | undefined): number | undefined {
  return value === undefined || value < 0 || value === brokenRegister ? undefined : value
}

/** Folds the start of a transaction into the facts, in place; answers the groups that changed. */
export function startTransaction(facts: Facts, event: Started): number {
  const running = facts.transaction
  if (running?.id === event.id) return completeStart(facts, event)
  // A start delivered late must not replace what began after it.
  const mayBeLate = running?.active === true || event.past === true
  if (mayBeLate && (running?.startedAt ?? 0) > event.at) return 0
  const meterStart = plausibleRegister(event.meterStart)
  facts.transaction = {
    id: event.id,
    // Whether one that began while the station was away still runs, later news tell.
    active: event.past !== true,
    idTag: event.idTag,
    meterStart,
    register: meterStart,
    registerAt: event.at,
    startedAt: event.at,
    numberOfPhasesUsed: event.numberOfPhasesUsed,
    chargingState: event.chargingState,
    operationMode: event.operationMode,
    order: event.order,
    at: event.at,
  }
  let changed: number = group.transaction
  // At the moment of a start nothing flows, whatever flowed at the end of the one before.
  const isOver = ({ measurand }: { measurand: string }, at: number) =>
    flow.test(measurand) && at < event.at
  if (event.past !== true && facts.samples.reset(event.at, isOver)) changed |= group.meter
  const { idTag, cardStatus: status, known, at, past } = event
  if (idTag !== undefined && past !== true) {
    changed |= takeCard(facts, { idTag, status, known }, at)
  }
  if (facts.reservation?.active === true && facts.reservation.id === event.reservation) {
    facts.reservation = { ...facts.reservation, active: false, at }
    changed |= group.reservation
  }
  return changed
}

/** Folds news of a transaction into the facts, in place; answers the groups that changed. */
export function updateTransaction(facts: Facts, event: Updated): number {
  const known = facts.transaction
  if (known?.id !== event.id) {
    // Nothing of the past, nor anything older than what runs, takes the place of what is known.
    const started = known?.active === true ? (known.startedAt ?? 0) : 0
    if (event.past === true || started > event.at) return 0
  } else if (event.past === true) {
    return 0
  } else if (!known.active && known.stopReason !== undefined) {
    // The station said that it is over.
    return 0
  }
  const before = known?.id === event.id ? known : undefined
  const { card, at } = event
  const after = {
    id: event.id,
    at,
    ...before,
    active: true,
    stoppedAt: undefined,
    idTag: before?.idTag ?? card?.idTag,
    numberOfPhasesUsed: event.numberOfPhasesUsed ?? before?.numberOfPhasesUsed,
    chargingState: event.chargingState ?? before?.chargingState,
    operationMode: event.operationMode ?? before?.operationMode,
    order: event.order ?? before?.order,
  }
  facts.transaction = after
  const same =
    before?.active === true &&
    before.idTag === after.idTag &&
    before.numberOfPhasesUsed === after.numberOfPhasesUsed &&
    before.chargingState === after.chargingState &&
    before.operationMode === after.operationMode
  let changed = same ? 0 : group.transaction
  const isNew = card !== undefined && (before === undefined || before.idTag === undefined)
  if (isNew || (card !== undefined && card.idTag !== facts.card?.idTag)) {
    changed |= takeCard(facts, card, at)
  }
  return changed
}

/** Folds the end of a transaction into the facts, in place; answers the groups that changed. */
export function endTransaction(facts: Facts, event: Ended): number {
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

/** What was not known of a transaction that was under way when first heard of. */
function completeStart(facts: Facts, event: Started): number {
  const { transaction } = facts
  if (transaction === undefined || transaction.startedAt !== undefined) return 0
  facts.transaction = {
    ...transaction,
    startedAt: event.at,
    idTag: transaction.idTag ?? event.idTag,
    meterStart: plausibleRegister(event.meterStart) ?? transaction.meterStart,
  }
  return group.transaction
}

type Shown = Pick<CardFact, 'idTag' | 'status'> & { readonly known: boolean }

/** Folds the card of a start, or one that was shown, into the facts. */
export function takeCard(facts: Facts, { idTag, status, known }: Shown, at: number): number {
  facts.card = {
    idTag,
    status,
    authorized: status === 'Accepted',
    unknownIdTag: known ? facts.card?.unknownIdTag : idTag,
    at,
  }
  return group.card
}
