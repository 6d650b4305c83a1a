import type { RpcErrorKind } from '../rpc/errors.ts'
import { member } from './answer.ts'
import type { Dialect } from './dialect.ts'
import { hostCalls } from './ocpp16_host_calls.ts'
import { inbound } from './ocpp16_inbound.ts'
import { operations } from './ocpp16_operations.ts'
import { outbound } from './ocpp16_outbound.ts'
import { passwordAsKey } from './passwords.ts'

/** OCPP 1.6 with its security extension. */
export const ocpp16: Dialect = {
  version: '1.6',
  subprotocol: 'ocpp1.6',
  oneWay: false,
  inbound,
  outbound,
  hostCalls,
  operations,
  async schemas() {
    // Only a reader of the API description needs them.
    const { schemas } = await import('./generated/ocpp16.schemas.gen.ts')
    return new Map(Object.entries(schemas))
  },
  keys: {
    namedBy: 'key',
    sampleInterval: 'MeterValueSampleInterval',
    startTimeout: 'ConnectionTimeOut',
    sampledData: 'MeterValuesSampledData',
    energyData: [],
    maxSampledData: 'MeterValuesSampledDataMaxLength',
    maxKeysPerRead: 'GetConfigurationMaxKeys',
    maxBytesPerRead: null,
    allByReport: false,
    maxStackLevel: 'ChargeProfileMaxStackLevel',
    rateUnit: 'ChargingScheduleAllowedChargingRateUnit',
    connectors: 'NumberOfConnectors',
    localList: {
      supported: { key: 'SupportedFeatureProfiles', word: 'LocalAuthListManagement' },
      enabled: 'LocalAuthListEnabled',
      perMessage: 'SendLocalListMaxLength',
      bytesPerMessage: null,
      room: 'LocalAuthListMaxLength',
      cardLength: 20,
    },
    hasMeasurand: () => true,
    spelled: (name) => [name],
  },
  password: passwordAsKey,
  siblings: () => [],
  concerns(payload, connector) {
    const said = member(payload, 'connectorId')
    return said === undefined || said === 0 || said === connector
  },
  errorWord: (kind) => errorWords[kind],
}

/** OCPP-J 1.6 §4.2.3, with its spelling of "Occurence". */
const errorWords: Readonly<Record<RpcErrorKind, string>> = {
  NotImplemented: 'NotImplemented',
  NotSupported: 'NotSupported',
  Internal: 'InternalError',
  Protocol: 'ProtocolError',
  Security: 'SecurityError',
  Formation: 'FormationViolation',
  Property: 'PropertyConstraintViolation',
  Occurrence: 'OccurenceConstraintViolation',
  Type: 'TypeConstraintViolation',
  Generic: 'GenericError',
  Framework: 'FormationViolation',
  MessageType: 'FormationViolation',
}
