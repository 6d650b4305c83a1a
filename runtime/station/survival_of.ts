import type { StationEvent } from '../model.ts'
import type { Station } from './station.ts'
import type { Survival } from './survival.ts'

type Kind = StationEvent['kind']

const ofStation: ReadonlySet<Kind> = new Set(['Booted', 'ConfigurationRead', 'LocalListRead'])
const ofNothing: ReadonlySet<Kind> = new Set(['ReportReceived', 'StartAsked', 'Noticed'])
const ofOne: ReadonlySet<Kind> = new Set(['StatusReported', 'PhasesReported', 'ProblemReported'])
const urgent: ReadonlySet<Kind> = new Set(['TransactionStarted', 'TransactionEnded'])

/** Tells what is to survive of an event that was folded into the facts. */
export function survive(survival: Survival, station: Station, event: StationEvent): void {
  const { kind } = event
  if (ofNothing.has(kind)) return
  if (ofStation.has(kind)) survival.station(station)
  survival.connector(station, connectorOf(station, event), urgent.has(kind))
}

/** Number of the only connector that an event is about. */
function connectorOf({ connectors }: Station, event: StationEvent): number | undefined {
  if (event.kind === 'Metered') return connectors.meterTarget(event)?.facts.connector
  return ofOne.has(event.kind) && 'connector' in event ? event.connector : undefined
}
