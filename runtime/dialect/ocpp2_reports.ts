import type { ConfigurationValue, StationEvent, VariableFacts } from '../model.ts'
import type { Handled, Host, Knowledge } from './dialect.ts'
import { type LoosePlace, onEvse, outletOf } from './ocpp2_outlets.ts'
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
  const events = [...valuesRead(values)]
  if (requestId !== undefined) {
    events.push({ kind: 'ReportReceived', request: requestId, last: tbc !== true })
  }
  return { reply: '{}', events }
}

/** What values of variables mean. */
export function valuesRead(values: readonly ConfigurationValue[]): readonly StationEvent[] {
  if (values.length === 0) return []
  return [{ kind: 'ConfigurationRead', values }, ...values.flatMap(wiring)]
}

function wiring({ of, value }: ConfigurationValue): readonly StationEvent[] {
  if (of?.name !== 'EVSE/SupplyPhases') return []
  const phases = ([1, 2, 3] as const).find((count) => String(count) === value?.trim())
  if (phases === undefined) return []
  return of.connectors.map((connector) => ({ kind: 'PhasesReported', connector, phases }))
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

/** The devices of an EVSE, or the one that is the connector named. */
export function outletsOf(
  place: { readonly id: number; readonly connectorId?: number | undefined },
  known: Knowledge,
): readonly number[] {
  const number = outletOf({ ...place, connectorId: place.connectorId ?? 1 }, known)
  if (number === undefined || number === 0) return []
  if (place.connectorId !== undefined) return [number]
  const others = onEvse(place.id, known).map(({ connector }) => connector)
  return [...new Set([number, ...others])]
}
