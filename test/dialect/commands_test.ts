import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ocppVersions } from '../../codegen/ocpp_versions.ts'
import type { Speaker } from '../../runtime/dialect/dialect.ts'
import { dialects } from '../../runtime/dialect/dialects.ts'
import { outboundShapes as shapes16 } from '../../runtime/dialect/generated/ocpp16.shapes.gen.ts'
import { outboundShapes as shapes21 } from '../../runtime/dialect/generated/ocpp21.shapes.gen.ts'
import { outboundShapes as shapes201 } from '../../runtime/dialect/generated/ocpp201.shapes.gen.ts'
import type { MessageShape } from '../../runtime/dialect/shape.ts'
import type { Command, CommandKind, CommandOf, Outcome } from '../../runtime/model.ts'
import { Oracle } from '../codegen/support/generated.ts'
import { Bench, benchStart } from './support/bench.ts'
import { anyJson, payloadOf } from './support/payloads.ts'

const requests: Readonly<Record<string, Readonly<Record<string, MessageShape>>>> = {
  '1.6': shapes16,
  '2.0.1': shapes201,
  '2.1': shapes21,
}
const connector = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(101, 203))
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const card = fc.constantFrom('04A1B2C3', 'DDF', 'a card of 20 letters')
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const time = fc.integer({ min: benchStart, max: benchStart + 1e9 })
/** Numbers in 1.6, text later; both versions of a command exist in both. */
const transaction = fc.integer({ min: 1, max: 1000 })

const listed = fc.record({
  idTag: card,
  info: optional(
    fc.record({
      status: fc.constantFrom('Accepted', 'Blocked', 'Expired', 'Invalid'),
      expiry: optional(time),
      parentIdTag: optional(card),
    }),
  ),
})

const commands: { readonly [K in CommandKind]: fc.Arbitrary<CommandOf<K>> } = {
  SetChargingProfile: fc.record({
    kind: fc.constant('SetChargingProfile'),
    connector,
    id,
    limit: fc.integer({ min: 0, max: 800 }).map((tenths) => tenths / 10),
    unit: fc.constantFrom('A', 'W'),
    purpose: fc.constantFrom('TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'),
    profileKind: fc.constantFrom('Absolute', 'Relative'),
    stackLevel: fc.nat(9),
    numberPhases: optional(fc.integer({ min: 1, max: 3 })),
    transaction: optional(transaction),
    start: time,
  }),
  GetCompositeSchedule: fc.record({
    kind: fc.constant('GetCompositeSchedule'),
    connector,
    duration: fc.integer({ min: 1, max: 86_400 }),
    unit: optional(fc.constantFrom('A', 'W')),
  }),
  ClearChargingProfile: fc.record({
    kind: fc.constant('ClearChargingProfile'),
    connector,
    purpose: optional(fc.constantFrom('TxProfile', 'ChargePointMaxProfile', 'Nonsense')),
  }),
  RemoteStartTransaction: fc.record({
    kind: fc.constant('RemoteStartTransaction'),
    connector,
    idTag: card,
  }),
  RemoteStopTransaction: fc.record({ kind: fc.constant('RemoteStopTransaction'), transaction }),
  ChangeAvailability: fc.record({
    kind: fc.constant('ChangeAvailability'),
    connector,
    operative: fc.boolean(),
  }),
  GetLocalListVersion: fc.constant({ kind: 'GetLocalListVersion' }),
  SendLocalList: fc
    .record({ version: id, full: fc.boolean(), cards: fc.array(listed, { maxLength: 3 }) })
    .map(({ version, full, cards }) => ({
      kind: 'SendLocalList',
      version,
      full,
      cards: full ? cards.filter(({ info }) => info !== undefined) : cards,
    })),
  ChangeConfiguration: fc.record({
    kind: fc.constant('ChangeConfiguration'),
    key: fc.constantFrom('Key', 'Ctrlr/Variable', 'Ctrlr#a@1.2/Variable#b'),
    value: fc.string(),
  }),
  GetConfiguration: fc.record({
    kind: fc.constant('GetConfiguration'),
    keys: fc.array(fc.constantFrom('Key', 'Ctrlr/Variable', 'EVSE@1/Variable')),
  }),
  UnlockConnector: fc.record({
    kind: fc.constant('UnlockConnector'),
    connector: connector.map((number) => Math.max(1, number)),
  }),
  Reset: fc.record({ kind: fc.constant('Reset'), hard: fc.boolean() }),
  ReserveNow: fc.record({
    kind: fc.constant('ReserveNow'),
    connector,
    id,
    idTag: card,
    parentIdTag: optional(card),
    expiry: time,
  }),
  CancelReservation: fc.record({ kind: fc.constant('CancelReservation'), id }),
  TriggerMessage: fc.record({
    kind: fc.constant('TriggerMessage'),
    message: fc.constantFrom('BootNotification', 'Heartbeat', 'MeterValues', 'StatusNotification'),
    connector: optional(connector),
  }),
  DataTransfer: fc.record({
    kind: fc.constant('DataTransfer'),
    vendorId: fc.constant('Maker'),
    messageId: optional(fc.constant('Hello')),
    data: optional(fc.string()),
  }),
}

interface Row {
  encode(command: Command, speaker: Speaker): { readonly action: string; readonly payload: object }
  decode(answer: unknown, command: Command, now: number): Outcome
}

for (const dialect of dialects) {
  const version = ocppVersions.find((one) => one.version === dialect.version)
  if (version === undefined) throw new Error(`No schemas of ${dialect.version}`)
  const oracle = new Oracle(version, { strict: true })
  const rows = new Map<string, Row>(Object.entries(dialect.outbound))

  test(`${dialect.version}: every command is said as the schema wants it`, () => {
    const { host } = new Bench(dialect)
    const speaker: Speaker = { ...host, newId: () => 7, cardKind: () => undefined }
    for (const [kind, arbitrary] of Object.entries<fc.Arbitrary<Command>>(commands)) {
      const said = (command: Command) => {
        const row = rows.get(kind)
        const { action, payload } = row?.encode(command, speaker) ?? { action: kind, payload: {} }
        const text = JSON.stringify(payload)
        const request: unknown = JSON.parse(text)
        const complaints = dialect.hostCalls.get(action)?.check(request)
        assert.equal(complaints, [], `${action} ${text}`)
        assert.ok(oracle.of(`${action}Request`)(request), `${action} ${text}`)
      }
      fc.assert(fc.property(arbitrary, said), { numRuns: 20 })
    }
  })

  test(`${dialect.version}: any answer to a command is an outcome`, () => {
    for (const [kind, arbitrary] of Object.entries<fc.Arbitrary<Command>>(commands)) {
      const read = (command: Command, answer: unknown) => {
        const outcome = rows.get(kind)?.decode(answer, command, benchStart)
        assert.type(outcome?.accepted, 'boolean')
        assert.type(outcome?.status, 'string')
      }
      fc.assert(fc.property(arbitrary, anyJson, read), { numRuns: 20 })
    }
  })

  test(`${dialect.version}: any answer to a call of the host tells something or nothing`, () => {
    for (const [action, { check, learn, fits }] of dialect.hostCalls) {
      const shape = requests[dialect.version]?.[action]
      if (shape === undefined) throw new Error(`No shape of ${action}`)
      const learned = (request: unknown, answer: unknown) => {
        assert.equal(check(request), [])
        assert.type(fits(answer), 'boolean')
        assert.ok(Array.isArray(learn(request, answer, benchStart)), action)
      }
      fc.assert(fc.property(payloadOf(shape), anyJson, learned), { numRuns: 5 })
    }
  })
}

test.run()
