import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dialects } from '../runtime/dialect/dialects.ts'
import {
  inboundShapes as inbound21,
  outboundShapes as outbound21,
} from '../runtime/dialect/generated/ocpp21.shapes.gen.ts'
import {
  inboundShapes as inbound201,
  outboundShapes as outbound201,
} from '../runtime/dialect/generated/ocpp201.shapes.gen.ts'
import type { MessageShape } from '../runtime/dialect/shape.ts'
import { payloadOf } from './dialect/support/payloads.ts'
import { connectStation } from './support/real_station.ts'
import { startServer } from './support/server.ts'

type Shapes = Readonly<Record<string, MessageShape>>
const versions: readonly (readonly [string, { requests: Shapes; answers: Shapes }])[] = [
  ['ocpp2.0.1', { requests: outbound201, answers: inbound201.responses }],
  ['ocpp2.1', { requests: outbound21, answers: inbound21.responses }],
]

/** One payload that is right by the schema, the same in every run, as it is on the wire. */
function sample(shape: MessageShape | undefined): object {
  if (shape === undefined) return {}
  const [payload] = fc.sample(payloadOf(shape), { numRuns: 1, seed: 7 })
  return Object(JSON.parse(JSON.stringify(payload)))
}

/** One that is right beyond the schema too. */
function legal(protocol: string, action: string, shape: MessageShape): object {
  const call = dialects.find(({ subprotocol }) => subprotocol === protocol)?.hostCalls.get(action)
  const all = fc.sample(payloadOf(shape), { numRuns: 500, seed: 7 })
  const found = all
    .map((payload) => Object(JSON.parse(JSON.stringify(payload))))
    .find((payload) => (call?.demands?.(payload) ?? []).length === 0)
  assert.ok(found, action)
  return found
}

for (const [protocol, { requests, answers }] of versions) {
  test(`${protocol}: every call of the host reaches a station, and its answer comes back`, async () => {
    const heard = new Map<string, unknown>()
    const handlers = Object.fromEntries(
      Object.entries(answers).map(([action, shape]) => {
        const answer = sample(shape)
        return [
          action,
          (payload: unknown) => {
            heard.set(action, payload)
            return answer
          },
        ]
      }),
    )
    await using server = await startServer({ plugins: [] })
    await using station = await connectStation(server, { identity: 'REAL', protocol }, handlers)
    assert.equal([...server.runtime.actions('REAL')].sort(), Object.keys(requests).sort())
    for (const [action, shape] of Object.entries(requests)) {
      const payload = legal(protocol, action, shape)
      const { status, body } = await server.post(`/api/v1/stations/REAL/calls/${action}`, payload)
      assert.equal([status, body], [200, sample(answers[action])], action)
      assert.equal(heard.get(action), payload, action)
    }
    assert.equal(station.violations, [])
  })

  test(`${protocol}: a call that is not right by the schema is not sent`, async () => {
    await using server = await startServer({ plugins: [] })
    await using station = await connectStation(server, { identity: 'REAL', protocol }, {})
    for (const [action, payload, path] of [
      ['Reset', { type: 'Hard' }, '/type'],
      ['GetVariables', { getVariableData: [] }, '/getVariableData'],
      ['UnlockConnector', { evseId: 1 }, '/connectorId'],
      ['RequestStopTransaction', { transactionId: 'x'.repeat(37) }, '/transactionId'],
      ['ClearCache', { extra: 1 }, '/extra'],
    ] as const) {
      const { status, body } = await server.post(`/api/v1/stations/REAL/calls/${action}`, payload)
      assert.is(status, 422, action)
      assert.match(JSON.stringify(body), `"path":"${path}"`)
    }
    for (const action of ['RemoteStartTransaction', 'Authorize', 'toString']) {
      assert.is((await server.post(`/api/v1/stations/REAL/calls/${action}`, {})).status, 404)
    }
    assert.equal(station.calls, [])
  })
}

test.run()
