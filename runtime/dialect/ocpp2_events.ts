import type { StationEvent } from '../model.ts'
import type { Handled, Host } from './dialect.ts'
import { said } from './loose.ts'
import { outletOf } from './ocpp2_outlets.ts'
import { type LooseComponent, type LooseVariable, nameOf, outletsOf } from './ocpp2_reports.ts'
import { connectorWord, statusReport } from './ocpp2_status.ts'
import { parseTimestamp } from './timestamp.ts'
import { commonKeyOf, keyOf, type VariableName } from './variable_name.ts'

/** A NotifyEvent as it comes. */
export interface LooseEvents {
  readonly eventData?: readonly LooseEvent[] | undefined
}

interface LooseEvent {
  readonly timestamp?: string | undefined
  readonly trigger?: string | undefined
  readonly actualValue?: string | undefined
  readonly techCode?: string | undefined
  readonly techInfo?: string | undefined
  readonly cleared?: boolean | undefined
  readonly component?: LooseComponent | undefined
  readonly variable?: LooseVariable | undefined
}

/** Takes news of variables: problems that come and go, and the status of connectors. */
export function notifyEvent(payload: LooseEvents, host: Host): Handled {
  const { eventData = [] } = payload
  const shown: StationEvent = { kind: 'Noticed', action: 'NotifyEvent', payload, at: host.now }
  return { reply: '{}', events: [...eventData.flatMap((event) => eventOf(event, host)), shown] }
}

function eventOf(event: LooseEvent, host: Host): readonly StationEvent[] {
  const { component, variable, actualValue = '' } = event
  const name = nameOf(component, variable)
  if (name === undefined) return []
  const { at } = parseTimestamp(event.timestamp, host.now, host.timeZone)
  if (name.variable.name === 'AvailabilityState' && name.component.name === 'Connector') {
    const number = outletOf(name.component.evse ?? {}, host)
    const word = number ? connectorWord(actualValue, host.facts(number)) : undefined
    return statusReport(number, word, at)
  }
  const active = problemOf(event)
  if (active === undefined) return []
  const about = keyOf(name)
  const isFlag = /^(true|false)$/i.test(actualValue.trim())
  return concerned(name, host).map((connector) => ({
    kind: 'ProblemReported',
    connector,
    about,
    active,
    errorCode: said(event.techCode) ?? commonKeyOf(name),
    info: said(event.techInfo) ?? (isFlag ? undefined : said(actualValue)),
    at,
  }))
}

/** Variables that are true while something is wrong. */
const alarms = new Set(['Problem', 'Tripped', 'Overload', 'Fault'])

/** Whether a problem came (`true`) or went (`false`); `undefined` for news that are no problem. */
function problemOf(event: LooseEvent): boolean | undefined {
  const { trigger, actualValue = '', techCode, techInfo, cleared, variable } = event
  const isAlarm = variable?.name !== undefined && alarms.has(variable.name)
  const isTold = said(techCode) !== undefined || said(techInfo) !== undefined
  if (!isAlarm && !isTold && trigger !== 'Alerting') return undefined
  if (cleared === true) return false
  return !isAlarm || actualValue.trim().toLowerCase() !== 'false'
}

/** A problem of the station is one of each of its connectors, one of an EVSE of all that it has. */
function concerned({ component: { evse } }: VariableName, host: Host): readonly number[] {
  if (evse !== undefined && evse.id > 0) return outletsOf(evse, host)
  return [0, ...[...host.outlets()].map(({ connector }) => connector)]
}
