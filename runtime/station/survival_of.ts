import type { Facts, StationEvent, StatusWord } from '../model.ts'
import type { Station } from './station.ts'
import { noSurvival, type Survival } from './survival.ts'

type Kind = StationEvent['kind']

const ofStation: ReadonlySet<Kind> = new Set(['Booted', 'ConfigurationRead', 'LocalListRead'])
const ofNothing: ReadonlySet<Kind> = new Set(['ReportReceived', 'StartAsked', 'Noticed'])
const ofOne: ReadonlySet<Kind> = new Set(['StatusReported', 'PhasesReported', 'ProblemReported'])
const urgent: ReadonlySet<Kind> = new Set(['TransactionStarted', 'TransactionEnded'])

/** Status words that were told, for most are told again and again. */
const told = new WeakMap<Facts, StatusWord>()

/** Tells what is to survive of an event that was folded into the facts. */
export function survive(survival: Survival, station: Station, event: StationEvent): void {
  if (survival === noSurvival) return
  const { kind } = event
  if (kind === 'Metered') {
    return survival.connector(station, connectorOf(station, event), false)
  }
  if (ofNothing.has(kind)) return
  if (ofStation.has(kind)) survival.station(station)
  const isUrgent = urgent.has(kind) || isNewStatus(station, event)
  survival.connector(station, connectorOf(station, event), isUrgent)
}

/** A station does not tell its status again when it comes back, so none may be lost. */
function isNewStatus({ connectors }: Station, event: StationEvent): boolean {
  if (event.kind !== 'StatusReported') return false
  const facts = connectors.get(event.connector)?.facts
  if (facts?.status === undefined || told.get(facts) === facts.status.status) return false
  told.set(facts, facts.status.status)
  return true
}

/** Number of the only connector that an event is about. */
function connectorOf({ connectors }: Station, event: StationEvent): number | undefined {
  if (event.kind === 'Metered') return connectors.meterTarget(event)?.facts.connector
  return ofOne.has(event.kind) && 'connector' in event ? event.connector : undefined
}
