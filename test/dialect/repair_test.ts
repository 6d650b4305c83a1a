import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { inboundShapes } from '../../runtime/dialect/generated/ocpp16.shapes.gen.ts'
import { inbound } from '../../runtime/dialect/generated/ocpp16.validators.gen.ts'
import { type Repaired, repair } from '../../runtime/dialect/repair.ts'
import {
  boolean,
  integer,
  list,
  type MessageShape,
  message,
  number,
  object,
  text,
  word,
} from '../../runtime/dialect/shape.ts'
import { anyJson, nearly, payloadOf } from './support/payloads.ts'

type Payload = Record<string, unknown>

const { requests, responses } = inboundShapes
const messages: readonly MessageShape[] = [...Object.values(requests), ...Object.values(responses)]

/** The result, and how often what was counted. */
function mend(shape: MessageShape, payload: unknown): Repaired<Payload> & { counts: object } {
  const counts: Record<string, number> = {}
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  return { ...repair(shape, payload, { count }), counts }
}

/** As `JSON.parse` reads 9223372036854775807. */
const none = 2 ** 63

const test = suite('dialect/repair')

// --- Any input ---

test('any JSON value comes back as an object, and stays itself unchanged', () => {
  const shape = fc.constantFrom(...messages)
  fc.assert(
    fc.property(shape, fc.oneof(anyJson, shape.chain(nearly)), (shape, payload) => {
      const before = JSON.stringify(payload)
      deepFreeze(payload)
      const { payload: repaired } = mend(shape, payload)
      assert.equal(JSON.stringify(payload), before)
      assert.equal(Object.getPrototypeOf(repaired), Object.prototype)
    }),
    { numRuns: 300 },
  )
})

test('names that are counted do not depend on what stations send', () => {
  const names = new Set(messages.flatMap(countNames))
  const pairs = fc
    .constantFrom(...messages)
    .chain((shape) => fc.tuple(fc.constant(shape), fc.oneof(anyJson, nearly(shape))))
  fc.assert(
    fc.property(pairs, ([shape, payload]) => {
      for (const what of Object.keys(mend(shape, payload).counts)) assert.ok(names.has(what), what)
    }),
    { numRuns: 200 },
  )
})

test('what is right already comes back the same', () => {
  const pairs = fc
    .constantFrom(...messages)
    .chain((shape) => fc.tuple(fc.constant(shape), payloadOf(shape)))
  fc.assert(
    fc.property(pairs, ([shape, payload]) => {
      const { payload: repaired, missing, unknown, counts } = mend(shape, payload)
      assert.deepEqual(missing, [])
      assert.deepEqual(unknown, [])
      const noted = Object.keys(counts).filter((what) => !/^(empty|control):/.test(what))
      assert.deepEqual(noted, [])
      // Empty optional texts are absent after repair.
      const says = Object.keys(counts).length === 0 && !JSON.stringify(payload).includes('""')
      if (says) assert.deepEqual(repaired, payload)
    }),
    { numRuns: 100 },
  )
})

test('what is missing is all that keeps a repaired payload from passing its check', () => {
  fc.assert(
    fc.property(nearly(requests.StatusNotification), (payload) => {
      const { payload: repaired, missing, counts } = mend(requests.StatusNotification, payload)
      const kept = Object.keys(counts).some((what) => /^(extra|length):/.test(what))
      assert.equal(inbound.requests.StatusNotification(repaired), missing.length === 0 && !kept)
    }),
    { numRuns: 300 },
  )
})

test('members named after the prototype do no harm', () => {
  const payload: unknown = JSON.parse(
    '{"__proto__":{"idTag":"A"},"constructor":1,"hasOwnProperty":2,"toString":null}',
  )
  const { payload: repaired, missing } = mend(requests.Authorize, payload)
  assert.equal(Object.getPrototypeOf(repaired), Object.prototype)
  assert.equal(repaired.idTag, undefined)
  assert.deepEqual(missing, ['idTag'])
  assert.equal(repaired.constructor, 1)
})

test('a payload as deep as JSON.parse allows is no deeper than its shape', () => {
  const deep = (inside: string) => JSON.parse(`${'['.repeat(20_000)}${inside}${']'.repeat(20_000)}`)
  const value: unknown = deep('1')
  for (const member of ['idTag', 'data', 'meterValue', 'connectorId', 'reason', 'unheardOf']) {
    for (const shape of Object.values(requests)) mend(shape, { vendorId: 'V', [member]: value })
  }
  assert.deepEqual(mend(requests.Authorize, deep('{}')).missing, ['idTag'])
})

// --- Types ---

const Sample: MessageShape = message('Sample', {
  'text?': text(5),
  'card?': text(5, 'card'),
  'data?': text(undefined, 'data'),
  'word?': word('SuspendedEV', 'Faulted'),
  'count?': integer({ min: 0 }),
  'someId?': integer({ id: true }),
  'limit?': number(),
  'flag?': boolean,
  'list?': list(object({ key: text(), 'at?': text(undefined, 'time') }), { min: 1, max: 2 }),
  'texts?': list(text()),
  'inner?': object({ id: integer({ id: true }), on: boolean }),
})

const cases: readonly [string, unknown, unknown, string][] = [
  ['text', 12.5, '12.5', 'type'],
  ['text', true, 'true', 'type'],
  ['text', ['one'], 'one', 'type'],
  ['text', { a: 1 }, undefined, 'type'],
  ['text', [[1]], undefined, 'type'],
  ['text', 'too long', 'too long', 'length'],
  ['text', 'null', undefined, 'empty'],
  ['text', null, undefined, 'empty'],
  ['card', 'ABC\u0010\u000e', 'ABC', 'control'],
  ['data', { a: [1] }, '{"a":[1]}', 'type'],
  ['data', [1, 2], '[1,2]', 'type'],
  ['word', 'suspendedEv ', 'SuspendedEV', 'enum'],
  ['word', 'Error', undefined, 'enum'],
  ['word', 3, undefined, 'enum'],
  ['word', '', undefined, 'empty'],
  ['word', {}, undefined, 'type'],
  ['count', ' 12 ', 12, 'type'],
  ['count', '12.0', 12, 'type'],
  ['count', 12.4, 12, 'type'],
  ['count', '12.6', 13, 'type'],
  ['count', 'twelve', undefined, 'type'],
  ['count', '0x10', undefined, 'type'],
  ['count', '', undefined, 'empty'],
  ['count', 'null', undefined, 'empty'],
  ['count', false, undefined, 'type'],
  ['count', -1, -1, 'range'],
  ['someId', 1.5, undefined, 'type'],
  ['someId', '7', 7, 'type'],
  ['someId', '9223372036854775807', none, 'type'],
  ['limit', '16,5', 16.5, 'type'],
  ['limit', 'Infinity', undefined, 'type'],
  ['flag', 'TRUE', true, 'type'],
  ['flag', '1', true, 'type'],
  ['flag', 0, false, 'type'],
  ['flag', 'False', false, 'type'],
  ['flag', 'perhaps', undefined, 'type'],
  ['flag', '', undefined, 'empty'],
  ['list', { key: 'a' }, [{ key: 'a' }], 'type'],
  ['list', [], [], 'empty'],
  ['list', [{ key: 'a' }, { at: 'x' }], [{ key: 'a' }], 'dropped'],
  ['list', [null, { key: 'a' }], [{ key: 'a' }], 'dropped'],
  ['list', [[{ key: 'a' }]], [{ key: 'a' }], 'type'],
  ['list', 'null', undefined, 'empty'],
  ['list', 5, undefined, 'type'],
  ['texts', 'one', ['one'], 'type'],
  ['inner', [{ id: 1, on: true }], { id: 1, on: true }, 'type'],
  ['inner', [{ id: 1 }, { id: 2 }], undefined, 'type'],
  ['inner', 'x', undefined, 'type'],
  ['inner', '', undefined, 'empty'],
]

for (const [member, value, expected, what] of cases) {
  test(`${member} ${JSON.stringify(value)} becomes ${JSON.stringify(expected)}`, () => {
    const { payload, counts } = mend(Sample, { [member]: value })
    assert.deepEqual(payload[member], expected)
    assert.equal(Object.hasOwn(payload, member), expected !== undefined)
    assert.ok(Object.keys(counts).includes(`${what}:Sample.${member}`), JSON.stringify(counts))
  })
}

test('an empty optional text is absent, which is no defect', () => {
  const { payload, counts } = mend(Sample, { text: '', data: '' })
  assert.deepEqual([payload, counts], [{ data: '' }, {}])
})

test('a list that is too long is kept', () => {
  const keys = [{ key: 'a' }, { key: 'b' }, { key: 'c' }]
  const { payload, counts } = mend(Sample, { list: keys })
  assert.deepEqual([payload.list, counts], [keys, { 'length:Sample.list': 1 }])
})

test('what an optional object lacks costs neither the object nor what is around it', () => {
  const { payload, missing } = mend(Sample, { inner: { on: 'true' } })
  assert.deepEqual([payload, missing], [{ inner: { on: true } }, ['inner.id']])
})

test('an element is kept whatever its optional members lack', () => {
  const signed = object({ data: text(), method: text() })
  const shape = message('Signed', { list: list(object({ value: number(), 'signed?': signed })) })
  const { payload, missing } = mend(shape, { list: [{ value: 1, signed: { data: 'x' } }] })
  assert.deepEqual(payload, { list: [{ value: 1, signed: { data: 'x' } }] })
  assert.deepEqual(missing, ['list.signed.method'])
})

// --- What is missing, and why ---

test('defect is what cost a required member, not what could be mended before it', () => {
  const defectOf = (payload: unknown) => mend(requests.StatusNotification, payload).defect
  const rest = { connectorId: 1, errorCode: 'NoError' }
  assert.deepEqual(defectOf({ extra: 1, ...rest }), { kind: 'Occurrence', path: 'status' })
  assert.deepEqual(defectOf({ extra: 1, ...rest, status: {} }), { kind: 'Type', path: 'status' })
  assert.deepEqual(defectOf({ extra: 1, ...rest, status: 'Odd' }), {
    kind: 'Property',
    path: 'status',
  })
  assert.deepEqual(defectOf('text'), { kind: 'Formation', path: '' })
  assert.deepEqual(mend(requests.Heartbeat, []).defect, { kind: 'Type', path: '' })
  const mended = { ...rest, status: 'Faulted', info: 1 }
  assert.deepEqual(defectOf(mended), { kind: 'Type', path: 'info' })
})

test('an unknown word is given to the caller with its member', () => {
  const { payload, unknown, missing, counts } = mend(requests.StatusNotification, {
    connectorId: 0,
    errorCode: 'Error',
    status: 'Faulted',
  })
  assert.deepEqual(unknown, [{ path: 'errorCode', value: 'Error' }])
  assert.deepEqual(payload, { connectorId: 0, status: 'Faulted' })
  assert.deepEqual(missing, ['errorCode'])
  assert.deepEqual(counts, {
    'enum:StatusNotification.errorCode': 1,
    'missing:StatusNotification.errorCode': 1,
  })
})

// --- Frames that stations send ---

const time = '2026-05-02T09:00:00Z'

test('F3, B7: a meterValue that is no array, an empty vendor', () => {
  const sampledValue = [{ value: '269.46', context: 'Transaction.Begin', unit: 'kWh' }]
  const meterValue = { timestamp: time, sampledValue }
  const { payload } = mend(requests.MeterValues, { connectorId: 1, transactionId: 12, meterValue })
  assert.deepEqual(payload.meterValue, [meterValue])
  const boot = { chargePointModel: 'ACChargePoint', chargePointVendor: '' }
  assert.ok(inbound.requests.BootNotification(boot))
})

test('F4, F5, F14: values that are numbers, padded, empty or absent', () => {
  const sampledValue = [{ value: 604.213 }, { value: ' 0.5' }, { value: '' }, { unit: 'Wh' }, 7]
  const { payload, missing, counts } = mend(requests.MeterValues, {
    connectorId: '1',
    meterValue: [
      { timestamp: time, sampledValue },
      { timestamp: time, sampledValue: [] },
    ],
  })
  assert.deepEqual(payload, {
    connectorId: 1,
    meterValue: [
      { timestamp: time, sampledValue: [{ value: '604.213' }, { value: ' 0.5' }, { value: '' }] },
      { timestamp: time, sampledValue: [] },
    ],
  })
  assert.deepEqual(missing, [])
  assert.deepEqual(counts, {
    'dropped:MeterValues.meterValue.sampledValue': 2,
    'missing:MeterValues.meterValue.sampledValue.value': 1,
    'type:MeterValues.connectorId': 1,
    'type:MeterValues.meterValue.sampledValue': 1,
    'type:MeterValues.meterValue.sampledValue.value': 1,
  })
})

test('F6, F7: words of a sample are left to the reader of samples', () => {
  const sampled = { value: '14.0', context: 'CurrentMax', unit: 'Hz', measurand: 'voltage' }
  const { payload, counts, unknown } = mend(requests.MeterValues, {
    connectorId: 1,
    transactionId: none,
    meterValue: [{ timestamp: '2020-01-01T00:05:29Z', sampledValue: [sampled] }],
  })
  assert.deepEqual(payload.meterValue, [
    {
      timestamp: '2020-01-01T00:05:29Z',
      sampledValue: [{ ...sampled, measurand: 'Voltage' }],
    },
  ])
  assert.ok(Number(payload.transactionId) > 2 ** 31 - 1)
  assert.deepEqual(unknown, [])
  assert.deepEqual(counts, {
    'enum:MeterValues.meterValue.sampledValue.context': 1,
    'enum:MeterValues.meterValue.sampledValue.measurand': 1,
    'enum:MeterValues.meterValue.sampledValue.unit': 1,
  })
})

test('F9: a member nobody knows is kept', () => {
  const { payload, counts } = mend(requests.Authorize, { idTag: '04a1b2c3', connectorId: 1 })
  assert.deepEqual(payload, { idTag: '04a1b2c3', connectorId: 1 })
  assert.deepEqual(counts, { 'extra:Authorize': 1 })
})

test('F10: a status without a time, its texts the word null', () => {
  const { payload, missing } = mend(requests.StatusNotification, {
    connectorId: 1,
    errorCode: 'NoError',
    info: 'null',
    status: 'Preparing',
    vendorErrorCode: '0x0000',
    timestamp: null,
  })
  assert.deepEqual(payload, {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Preparing',
    vendorErrorCode: '0x0000',
  })
  assert.deepEqual(missing, [])
})

test('F10: meter values without a time are kept, and say that it is missing', () => {
  const { payload, missing } = mend(requests.MeterValues, {
    connectorId: 1,
    meterValue: [{ sampledValue: [{ value: '1' }] }, { timestamp: time }],
  })
  assert.deepEqual(payload.meterValue, [{ sampledValue: [{ value: '1' }] }])
  assert.deepEqual(missing, ['meterValue.timestamp'])
})

test('F12: a card number with junk after it', () => {
  const stop = { transactionId: 7, meterStop: 100, timestamp: time }
  const junk = mend(requests.StopTransaction, {
    ...stop,
    idTag: 'ABCDEFGHIJKLMNOPQRST\u0010\u000e',
  })
  assert.equal(junk.payload.idTag, 'ABCDEFGHIJKLMNOPQRST')
  assert.ok(inbound.requests.StopTransaction(junk.payload))
  const dash = mend(requests.StopTransaction, { ...stop, idTag: 'ABCDEFGHIJKLMNOPQRST-' })
  assert.equal(dash.payload.idTag, 'ABCDEFGHIJKLMNOPQRST-')
  assert.deepEqual(dash.counts, { 'length:StopTransaction.idTag': 1 })
})

test('X6: no transaction, in the words of several makers', () => {
  for (const transactionId of [0, -1, none]) {
    const { payload } = mend(requests.StopTransaction, { transactionId })
    assert.equal(payload.transactionId, transactionId)
  }
})

test('a configuration answer keeps what can be used of it', () => {
  const { payload, missing } = mend(responses.GetConfiguration, {
    configurationKey: [
      { key: 'A', readonly: 'false', value: 300 },
      { key: 'B', value: null },
      { readonly: true },
      'C',
    ],
    unknownKey: null,
  })
  assert.deepEqual(payload, {
    configurationKey: [{ key: 'A', readonly: false, value: '300' }, { key: 'B' }],
  })
  assert.deepEqual(missing, ['configurationKey.readonly'])
})

test.run()

/** Every name that can be counted for a message. */
function countNames(shape: MessageShape): string[] {
  const kinds = ['type', 'enum', 'length', 'extra', 'empty', 'control', 'range']
  const paths = [shape.action]
  const visit = (of: MessageShape['members'], path: string): void => {
    for (const [name, member] of of) {
      paths.push(`${path}.${name}`)
      const inner = member.kind === 'list' ? member.of : member
      if (inner.kind === 'object') visit(inner.members, `${path}.${name}`)
    }
  }
  visit(shape.members, shape.action)
  return paths.flatMap((path) => [...kinds, 'dropped', 'missing'].map((kind) => `${kind}:${path}`))
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const key of Object.keys(value)) deepFreeze(Reflect.get(value, key))
}
