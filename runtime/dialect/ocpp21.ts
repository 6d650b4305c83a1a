import type { Dialect } from './dialect.ts'
import { outboundShapes } from './generated/ocpp21.shapes.gen.ts'
import { inbound as checks } from './generated/ocpp21.validators.gen.ts'
import { hostCallsOf } from './ocpp2_host_calls.ts'
import { outbound } from './ocpp2_outbound.ts'
import { concerns, siblings } from './ocpp2_outlets.ts'
import { errorWords, keys } from './ocpp2_words.ts'
import { inbound } from './ocpp21_inbound.ts'
import { operations } from './ocpp21_operations.ts'
import { passwordAsVariable } from './passwords.ts'

/** OCPP 2.1. */
export const ocpp21: Dialect = {
  version: '2.1',
  subprotocol: 'ocpp2.1',
  oneWay: true,
  inbound,
  outbound,
  hostCalls: hostCallsOf({ requests: outboundShapes, answers: checks.responses }),
  operations,
  async schemas() {
    // Only a reader of the API description needs them.
    const { schemas } = await import('./generated/ocpp21.schemas.gen.ts')
    return new Map(Object.entries(schemas))
  },
  keys,
  password: passwordAsVariable,
  siblings,
  concerns,
  errorWord: (kind) => errorWords[kind],
}
