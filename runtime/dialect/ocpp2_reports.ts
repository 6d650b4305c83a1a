import type { ConfigurationValue, StationEvent, VariableFacts } from '../model.ts'
import type { Handled, Host, Knowledge } from './dialect.ts'
import { said } from './loose.ts'
import { type LoosePlace, onEvse, outletOf } from './ocpp2_outlets.ts'
import { connectorWord, statusReport } from './ocpp2_status.ts'
import { parseTimestamp } from './timestamp.ts'
import { commonKeyOf, keyOf, type VariableName } from './variable_name.ts'

/** A component as it comes. */
export interface LooseComponent {
  readonly name?: string | undefined
  readonly instance?: string | undefined
  readonly evse?: LoosePlace | undefined
}

/** A variable as it comes. */
export interface LooseVariable {
  readonly name?: string | undefined
  readonly instance?: string | undefined
}

/** A NotifyReport as it comes. */
export interface LooseReport {
  readonly requestId?: number | undefined
  readonly tbc?: boolean | undefined
  readonly reportData?:
    | readonly {
        readonly component?: LooseComponent | undefined
        readonly variable?: LooseVariable | undefined
        readonly variableAttribute?: readonly LooseAttribute[] | undefined
        readonly variableCharacteristics?: LooseCharacteristics | undefined
      }[]
    | undefined
}

interface LooseAttribute {
  readonly type?: string | undefined
  readonly value?: string | undefined
  readonly mutability?: string | undefined
}

interface LooseCharacteristics {
  readonly unit?: string | undefined
  readonly dataType?: string | undefined
  readonly minLimit?: number | undefined
  readonly maxLimit?: number | undefined
  readonly valuesList?: string | undefined
}

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

/** Takes a part of a report about the variables of a station. */
export function notifyReport(
  { requestId, tbc, reportData = [] }: LooseReport,
  host: Host,
): Handled {
  const values = reportData.flatMap((data): ConfigurationValue[] => {
    const name = nameOf(data.component, data.variable)
    if (name === undefined) return []
    const { variableAttribute: attributes = [], variableCharacteristics } = data
    const actual = attributes.find(({ type }) => type === undefined || type === 'Actual')
    return [
      {
        ...subjectOf(name, host),
        value: actual?.value,
        readonly: actual?.mutability === 'ReadOnly',
        about: aboutOf(attributes, variableCharacteristics),
      },
    ]
  })
  const events: StationEvent[] = []
  if (values.length > 0) events.push({ kind: 'ConfigurationRead', values })
  if (requestId !== undefined) {
    events.push({ kind: 'ReportReceived', request: requestId, last: tbc !== true })
  }
  return { reply: '{}', events }
}

/** Takes news of variables: problems that come and go, and the status of connectors. */
export function notifyEvent({ eventData = [] }: LooseEvents, host: Host): Handled {
  return { reply: '{}', events: eventData.flatMap((event) => eventOf(event, host)) }
}

/** Name of a variable, if it has one. */
export function nameOf(
  component: LooseComponent | undefined,
  variable: LooseVariable | undefined,
): VariableName | undefined {
  if (component?.name === undefined || variable?.name === undefined) return undefined
  const { id, connectorId } = component.evse ?? {}
  const evse = { id: id ?? 0, ...(connectorId === undefined ? {} : { connectorId }) }
  return {
    component: {
      name: component.name,
      ...(component.instance === undefined ? {} : { instance: component.instance }),
      ...(id === undefined ? {} : { evse }),
    },
    variable: {
      name: variable.name,
      ...(variable.instance === undefined ? {} : { instance: variable.instance }),
    },
  }
}

/** The key of a variable, and which connectors it is about where it is not the whole station. */
export function subjectOf(
  name: VariableName,
  known: Knowledge,
): Pick<ConfigurationValue, 'key' | 'of'> {
  const { evse } = name.component
  const key = keyOf(name)
  const connectors = evse === undefined ? [] : outletsOf(evse, known)
  return connectors.length === 0 ? { key } : { key, of: { name: commonKeyOf(name), connectors } }
}

function aboutOf(
  attributes: readonly LooseAttribute[],
  characteristics: LooseCharacteristics = {},
): VariableFacts {
  const { dataType, unit, minLimit, maxLimit, valuesList } = characteristics
  const others = attributes.flatMap(({ type, value }): [string, string][] =>
    type === undefined || type === 'Actual' || value === undefined ? [] : [[type, value]],
  )
  return {
    dataType,
    unit,
    min: minLimit,
    max: maxLimit,
    values: valuesList,
    attributes: others.length === 0 ? undefined : Object.fromEntries(others),
  }
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

function outletsOf(
  place: { readonly id: number; readonly connectorId?: number | undefined },
  known: Knowledge,
): readonly number[] {
  const number = outletOf({ ...place, connectorId: place.connectorId ?? 1 }, known)
  if (number === undefined || number === 0) return []
  if (place.connectorId !== undefined) return [number]
  const others = onEvse(place.id, known).map(({ connector }) => connector)
  return [...new Set([number, ...others])]
}
