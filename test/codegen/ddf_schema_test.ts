import * as assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type AnySchema } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as v from 'valibot'
import { ddfSchemaFile, ddfSchemaText } from '../../codegen/ddf_schema.ts'
import { descriptorFiles } from '../../runtime/descriptor/files.ts'
import { descriptorSchema } from '../../runtime/descriptor/schema.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { type Json, mutations } from '../support/mutate.ts'

const test = suite('codegen ddf_schema')
const folder = join(packageRoot(), 'ddf')
const ajv = new Ajv({ strict: false })
addFormats.default(ajv)
const schema: AnySchema = JSON.parse(ddfSchemaText())
const byJsonSchema = ajv.compile(schema)
const byValibot = (json: unknown) => v.is(descriptorSchema, json)

/** Checks that both say the same of a document. */
function agree(json: Json, what: string): boolean {
  const right = byValibot(json)
  assert.equal(byJsonSchema(json), right, `${what}: valibot says ${right}`)
  return right
}

/** Uses everything that a descriptor can say. */
const everything: Json = {
  $schema: './ddf.schema.json',
  ddf: 1,
  extends: './a.ddf.json',
  id: '0x1200000100080100',
  name: 'Everything',
  manufacturer: 'm',
  model: 8,
  version: 1,
  notes: ['n'],
  documents: ['https://example.org/a%20b'],
  history: [{ at: 'a', by: 'b', commit: 'c' }],
  match: [{ vendor: 'v', firmware: '1' }],
  ocpp: { versions: ['1.6', '2.0.1'], port: 8550, path: '/', heartbeatInterval: 60 },
  items: [
    { key: 'gone', remove: true },
    {
      key: 'in',
      id: 1,
      name: 'In',
      description: 'd',
      direction: 'IN',
      type: 'number',
      unit: 'kW',
      values: [{ value: 1, name: 'One', label: 'one' }],
      minimum: 0,
      multipleOf: 0.1,
      category: 'config',
      published: { unit: 'kW', type: 'real' },
      read: [
        {
          from: 'MeterValues',
          measurand: 'Voltage',
          phase: ['L1', 'L2-N'],
          reduce: 'sum',
          above: 50,
          location: 'EV',
          context: 'Trigger',
          map: { a: null, '*': 1 },
          scale: 2,
          offset: 1,
          round: 1,
          idle: 0,
          offline: 'x',
        },
        { from: 'StatusNotification', field: ['errorCode', 'info'] },
        { from: 'StatusNotification', field: 'status' },
        { from: 'MeterValues', measurand: 'SoC', phase: 'L1' },
        { from: 'Transaction', field: 'id' },
        { from: 'Authorize', field: 'at' },
        { from: 'ChargingProfile', field: 'limit' },
        { from: 'BootNotification', field: 'imsi' },
        { from: 'Configuration', key: 'k', variable: 'c/v' },
        { from: 'Reservation', field: 'active' },
        { from: 'Connection', field: 'online' },
        { from: 'Item', key: 'out' },
        { from: 'Const', value: true },
      ],
    },
    {
      key: 'out',
      direction: 'OUT',
      type: 'string',
      maxLength: 5,
      pattern: '^\\d+$',
      optional: true,
      deprecated: false,
      write: {
        to: 'Reset',
        with: { type: 'Soft', x: null },
        map: { a: 1 },
        ignore: ['', 0],
        minInterval: 0.5,
        restore: true,
      },
      allow: { 'duplicate-id': 'r' },
    },
    {
      key: 'both',
      direction: 'INOUT',
      read: { from: 'Configuration', key: 'k' },
      write: { to: 'Item' },
    },
    { key: 'part', minimum: 1 },
  ],
}

test('is legal draft-07', () => {
  assert.ok(ajv.validateSchema(schema), ajv.errorsText())
})

test('the file in the repository is the one that is generated', () => {
  assert.equal(readFileSync(join(folder, ddfSchemaFile), 'utf8'), ddfSchemaText())
})

test('says the same as valibot of every change to a descriptor that uses everything', () => {
  assert.equal(agree(everything, 'as it is'), true)
  let refused = 0
  let taken = 0
  for (const [what, json] of mutations(everything)) {
    if (agree(json, what)) taken += 1
    else refused += 1
  }
  assert.ok(refused > 2000 && taken > 200, `${refused} refused, ${taken} taken`)
})

test('says the same as valibot of the shipped descriptors, and of changes to them', () => {
  for (const name of descriptorFiles(folder)) {
    const json: Json = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    assert.equal(agree(json, name), true)
    const changed = [...mutations(json)]
    fc.assert(
      fc.property(fc.nat({ max: changed.length - 1 }), (index) => {
        const [what, one] = changed[index] ?? ['', null]
        agree(one, what)
      }),
      { numRuns: 200 },
    )
  }
})

test('refuses what the design refuses', () => {
  const item = { key: 'a', name: 'A', type: 'string' }
  const read = { from: 'Const', value: 'x' }
  const refused: Json[] = [
    { ...item, direction: 'IN', write: { to: 'Item' } },
    { ...item, direction: 'OUT' },
    { ...item, direction: 'OUT', write: { to: 'Item' }, read },
    { key: 'a', remove: true, name: 'A' },
    { ...item, read: { from: 'Configuration' } },
    { ...item, read: { ...read, map: {} } },
    { ...item, read: [] },
    { ...item, unit: 'KW' },
    { ...item, allow: { 'empty-range': 'reason' } },
  ]
  for (const one of refused) {
    assert.equal(agree({ ddf: 1, name: 'x', items: [one] }, JSON.stringify(one)), false)
  }
})

test.run()
