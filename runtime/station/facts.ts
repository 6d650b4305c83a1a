import {
  type ConfigurationValue,
  type Facts,
  group,
  type Naming,
  type ProblemFact,
  type StationEvent,
  type StationFacts,
  type StatusFact,
  type StatusWord,
} from '../model.ts'
import { commonName, commonValue } from './common_values.ts'
import { meter } from './meter.ts'
import {
  endTransaction,
  startTransaction,
  takeCard,
  updateTransaction,
} from './transaction_facts.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** Most sources of limits remembered of a connector. */
const mostLimits = 8
/** Most problems remembered of a connector. */
const mostProblems = 16

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
    case 'ProblemReported':
      return reportProblem(facts, event)
    case 'PhasesReported':
      facts.phases = event.phases
      return group.configuration
    case 'CardShown':
      return takeCard(facts, event, event.at)
    case 'TransactionStarted':
      return startTransaction(facts, event)
    case 'TransactionUpdated':
      return updateTransaction(facts, event)
    case 'TransactionEnded':
      return endTransaction(facts, event)
    case 'ProfileAccepted':
      facts.profile = { ...event, status: 'Accepted' }
      return group.profile
    case 'LimitReported':
      return reportLimit(facts, event)
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
  if (event.kind === 'LocalListRead') {
    facts.localList = { version: event.version, at: event.at }
    return 0
  }
  if (event.kind === 'ConfigurationRead') {
    facts.configuration.setAll(event.values, configurationNaming)
    return event.values.length > 0 ? group.configuration : 0
  }
  return 0
}

/** Whether the value was taken; of too many names the last are not. */
export function hasValue({ configuration }: StationFacts, { key }: ConfigurationValue): boolean {
  return !configuration.isFull || configuration.has(key.toLowerCase())
}

const configurationNaming: Naming<ConfigurationValue, ConfigurationValue> = {
  nameOf: ({ key }) => commonName(key.toLowerCase()),
  valueFor: (value, before) => commonValue(merged(before, value)),
}

/** What is known of a variable, with a new value: not every reading says all of it again. */
function merged(
  before: ConfigurationValue | undefined,
  value: ConfigurationValue,
): ConfigurationValue {
  if (before?.about === undefined || value.about !== undefined) return value
  return { ...value, readonly: before.readonly, about: before.about }
}

function reportStatus(facts: Facts, event: EventOf<'StatusReported'>): number {
  const { errorCode, vendorErrorCode, info, vendorId, at } = event
  const status: StatusFact = {
    status: event.status,
    errorCode,
    vendorErrorCode,
    info,
    vendorId,
    at,
  }
  facts.status =
    status.errorCode === undefined
      ? { ...status, ...errorOf(facts.problems, status.status) }
      : status
  let changed: number = group.status
  if (event.status === 'Available') changed |= becomeAvailable(facts, event.at)
  if (event.status !== 'Reserved' && facts.reservation?.active === true) {
    if (event.status === 'Available' || event.status === 'Faulted') {
      changed |= endReservation(facts, event.at)
    }
  }
  return changed
}

/** The problem that came last is the one shown; a fault that nothing was said of is one all the same. */
function errorOf(
  problems: readonly ProblemFact[],
  status: StatusWord,
): Pick<StatusFact, 'errorCode' | 'info'> {
  const unsaid = status === 'Faulted' ? 'OtherError' : 'NoError'
  const { errorCode = unsaid, info } = problems.at(-1) ?? {}
  return { errorCode, info }
}

function reportProblem(facts: Facts, event: EventOf<'ProblemReported'>): number {
  const { about, active, errorCode, info } = event
  const others = facts.problems.filter((problem) => problem.about !== about)
  const all = active ? [...others, { about, errorCode, info }] : others
  facts.problems = all.slice(-mostProblems)
  if (facts.status === undefined) return 0
  const { status } = facts.status
  facts.status = { ...facts.status, ...errorOf(facts.problems, status) }
  return group.status
}

function reportLimit(facts: Facts, event: EventOf<'LimitReported'>): number {
  const { kind: _, connector: __, active, ...limit } = event
  const others = facts.limits.filter(({ source }) => source !== limit.source)
  facts.limits = (active ? [...others, limit] : others).slice(-mostLimits)
  return group.profile
}

/**
 * `Available` means that nobody charges, whatever was or was not said before (quirk X4), but where
 * the station says that the transaction waits for a vehicle.
 */
function becomeAvailable(facts: Facts, at: number): number {
  let changed = 0
  const { transaction, card } = facts
  const waits = transaction?.chargingState === 'Idle'
  if (transaction?.active === true && !waits && (transaction.startedAt ?? 0) <= at) {
    facts.transaction = { ...transaction, active: false, stoppedAt: at }
    changed |= group.transaction
  }
  if (card?.authorized === true && facts.transaction?.active !== true && card.at <= at) {
    facts.card = { ...card, authorized: false }
    changed |= group.card
  }
  return changed
}

function endReservation(facts: Facts, at: number): number {
  if (facts.reservation?.active !== true) return 0
  facts.reservation = { ...facts.reservation, active: false, at }
  return group.reservation
}
