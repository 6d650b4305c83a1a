import type { RpcErrorKind } from '../rpc/errors.ts'
import type { WellKnownKeys } from './dialect.ts'
import { evseOf } from './ocpp2_outlets.ts'
import { keyOf, readKey } from './variable_name.ts'

/** Variables of OCPP 2.x that set-up and control use. */
export const keys: WellKnownKeys = {
  namedBy: 'variable',
  sampleInterval: 'SampledDataCtrlr/TxUpdatedInterval',
  startTimeout: 'TxCtrlr/EVConnectionTimeOut',
  sampledData: 'SampledDataCtrlr/TxUpdatedMeasurands',
  energyData: ['SampledDataCtrlr/TxStartedMeasurands', 'SampledDataCtrlr/TxEndedMeasurands'],
  maxSampledData: null,
  maxKeysPerRead: 'DeviceDataCtrlr/ItemsPerMessage#GetVariables',
  maxBytesPerRead: 'DeviceDataCtrlr/BytesPerMessage#GetVariables',
  allByReport: true,
  maxStackLevel: 'SmartChargingCtrlr/ProfileStackLevel',
  rateUnit: 'SmartChargingCtrlr/RateUnit',
  connectors: null,
  localList: {
    supported: { key: 'LocalAuthListCtrlr/Available', word: 'true' },
    enabled: 'LocalAuthListCtrlr/Enabled',
    perMessage: 'LocalAuthListCtrlr/ItemsPerMessage',
    bytesPerMessage: 'LocalAuthListCtrlr/BytesPerMessage',
    room: null,
    cardLength: 36,
  },
  hasMeasurand: (measurand) => !gone.has(measurand),
  spelled,
}

/** Measurands that only OCPP 1.6 has. */
const gone = new Set(['RPM', 'Temperature'])

/** Components that a station has once for each EVSE. */
const perEvse = new Set(['EVSE', 'Connector'])
/** A station with more is asked for the first ones only. */
const mostEvses = 16

/** What a descriptor names once for all, each EVSE has under a name of its own. */
function spelled(key: string, connectors: readonly number[]): readonly string[] {
  const name = readKey(key)
  if (name === undefined || !perEvse.has(name.component.name)) return [key]
  if (name.component.evse !== undefined) return [key]
  const { component, variable } = name
  const evses = new Set(connectors.map(evseOf))
  return [...evses].slice(0, mostEvses).map((id) => {
    const evse = component.name === 'EVSE' ? { id } : { id, connectorId: 1 }
    return keyOf({ component: { ...component, evse }, variable })
  })
}

/** OCPP 2.0.1 part 4 §4.3. */
export const errorWords: Readonly<Record<RpcErrorKind, string>> = {
  NotImplemented: 'NotImplemented',
  NotSupported: 'NotSupported',
  Internal: 'InternalError',
  Protocol: 'ProtocolError',
  Security: 'SecurityError',
  Formation: 'FormatViolation',
  Property: 'PropertyConstraintViolation',
  Occurrence: 'OccurrenceConstraintViolation',
  Type: 'TypeConstraintViolation',
  Generic: 'GenericError',
  Framework: 'RpcFrameworkError',
  MessageType: 'MessageTypeNotSupported',
}
