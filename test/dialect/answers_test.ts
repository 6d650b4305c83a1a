import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ocppVersions } from '../../codegen/ocpp_versions.ts'
import type { Authorization } from '../../runtime/dialect/dialect.ts'
import { dialects } from '../../runtime/dialect/dialects.ts'
import { inboundShapes as shapes16 } from '../../runtime/dialect/generated/ocpp16.shapes.gen.ts'
import { inboundShapes as shapes21 } from '../../runtime/dialect/generated/ocpp21.shapes.gen.ts'
import { inboundShapes as shapes201 } from '../../runtime/dialect/generated/ocpp201.shapes.gen.ts'
import type { MessageShape } from '../../runtime/dialect/shape.ts'
import { cardStatuses } from '../../runtime/model.ts'
import { RpcError } from '../../runtime/rpc/errors.ts'
import { Oracle } from '../codegen/support/generated.ts'
import { Bench } from './support/bench.ts'
import { anyJson, nearly, payloadOf } from './support/payloads.ts'

const shapes: Readonly<Record<string, Readonly<Record<string, MessageShape>>>> = {
  '1.6': shapes16.requests,
  '2.0.1': shapes201.requests,
  '2.1': shapes21.requests,
}
/** A call that is not answered, so that nothing is said of its answer. */
const oneWay = new Set(['NotifyPeriodicEventStream'])

const decision = fc.record({
  status: fc.constantFrom(...cardStatuses),
  known: fc.boolean(),
  expiry: fc.option(fc.constant(Date.UTC(2030, 0, 1)), { nil: undefined }),
  parentIdTag: fc.option(fc.constant('GROUP'), { nil: undefined }),
})

for (const dialect of dialects) {
  const version = ocppVersions.find((one) => one.version === dialect.version)
  if (version === undefined) throw new Error(`No schemas of ${dialect.version}`)
  const oracle = new Oracle(version, { strict: true })
  const requests = Object.entries(shapes[dialect.version] ?? {})

  const check = (action: string, reply: string) => {
    const answer: unknown = JSON.parse(reply)
    assert.equal(JSON.stringify(answer), reply, 'the reply is JSON as it is written')
    if (!oneWay.has(action)) assert.ok(oracle.of(`${action}Response`)(answer), `${action} ${reply}`)
  }

  test(`${dialect.version}: every call of a station has a row`, () => {
    assert.equal([...dialect.inbound.keys()].sort(), requests.map(([action]) => action).sort())
  })

  test(`${dialect.version}: every call that is right is answered as the schema wants it`, () => {
    for (const [action, shape] of requests) {
      const answers = (payload: unknown, authorization: Authorization) => {
        const bench = new Bench(dialect, { authorize: () => authorization })
        const { reply } = bench.handle(action, payload)
        check(action, reply)
        bench.tell(action, payload)
      }
      fc.assert(fc.property(payloadOf(shape), decision, answers), { numRuns: 10 })
    }
  })

  test(`${dialect.version}: one that is wrong gets such an answer, or an error`, () => {
    let refused = 0
    for (const [action, shape] of requests) {
      const answers = (payload: unknown) => {
        const bench = new Bench(dialect)
        try {
          check(action, bench.handle(action, payload).reply)
          bench.tell(action, payload)
        } catch (error) {
          if (!(error instanceof RpcError)) throw error
          assert.ok(dialect.errorWord(error.kind).length > 0)
          refused += 1
        }
      }
      fc.assert(fc.property(fc.oneof(nearly(shape), anyJson), answers), { numRuns: 30 })
    }
    assert.ok(refused > 10, 'hardly anything was refused')
  })
}

test.run()
