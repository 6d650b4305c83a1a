import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { lines, loadFile, power, reading, writing } from './support/load.ts'

const test = suite('descriptor load')

const rfid = reading('string', { from: 'Transaction', field: 'idTag' }, { key: 'rfid' })
const limit = {
  key: 'limit',
  name: 'Limit',
  direction: 'INOUT',
  type: 'number',
  unit: 'A',
  minimum: 0,
  maximum: 32,
  read: { from: 'ChargingProfile', field: 'limit' },
  write: { to: 'SetChargingProfile', with: { limit: '$value' } },
}
const base = {
  name: 'Base',
  id: '0x1200000100080100',
  manufacturer: 'Maker',
  type: 'Wallbox',
  description: 'The base',
  notes: ['Read this'],
  match: [{ vendor: 'Maker' }],
  ocpp: { port: 8550, sampleInterval: 10 },
  items: [power, rfid, limit],
}
const bases = { 'base.ddf.json': base }

test('read becomes a chain, and the slug the name', () => {
  const { descriptor } = loadFile({ items: [power] })
  assert.equal(descriptor?.slug, 'test')
  assert.deepEqual(descriptor?.bases, [])
  assert.deepEqual(descriptor?.items[0]?.read, [power.read])
})

test('items are merged by key, keep the order of the base, and new ones follow', () => {
  const items = [
    { key: 'b', name: 'B', direction: 'IN', type: 'string', read: { from: 'Const', value: 'x' } },
    { key: 'limit', maximum: 16 },
    { key: 'rfid', remove: true },
    { key: 'power', unit: 'kW' },
  ]
  const { descriptor, findings } = loadFile({ extends: './base.ddf.json', items }, bases)
  assert.deepEqual(findings, [])
  assert.deepEqual(descriptor?.bases, ['base'])
  assert.deepEqual(
    descriptor?.items.map(({ key, unit, maximum }) => ({ key, unit, maximum })),
    [
      { key: 'power', unit: 'kW', maximum: undefined },
      { key: 'limit', unit: 'A', maximum: 16 },
      { key: 'b', unit: undefined, maximum: undefined },
    ],
  )
})

test('a member is replaced as a whole', () => {
  const read = { from: 'MeterValues', measurand: 'Power.Offered' }
  const items = [{ key: 'power', read: [read] }]
  const { descriptor } = loadFile({ extends: './base.ddf.json', items }, bases)
  assert.deepEqual(descriptor?.items[0]?.read, [read])
})

test('what kind of device it is, is inherited; what identifies the file, is not', () => {
  const own = { extends: './base.ddf.json', manufacturer: 'Other', ocpp: { port: 9000 } }
  const { descriptor } = loadFile({ ...own, items: [{ key: 'rfid', remove: true }] }, bases)
  const { items: _, ...header } = descriptor ?? { items: [] }
  assert.deepEqual(header, {
    ddf: 1,
    name: 'Test',
    slug: 'test',
    bases: ['base'],
    manufacturer: 'Other',
    type: 'Wallbox',
    notes: ['Read this'],
    ocpp: { port: 9000, sampleInterval: 10 },
  })
})

test('a direction that rules out read or write drops what the base has of it', () => {
  const items = [
    { key: 'limit', direction: 'IN' },
    { ...writing('string', { to: 'Item' }), key: 'rfid' },
  ]
  const { descriptor, findings } = loadFile({ extends: './base.ddf.json', items }, bases)
  assert.deepEqual(findings, [])
  assert.equal(descriptor?.items[2]?.write, undefined)
  assert.deepEqual(descriptor?.items[1]?.read, [])
})

test('a merged item is checked again, and the place is that of the file which is wrong', () => {
  const items = [
    { key: 'power', write: { to: 'Item' } },
    { key: 'rfid', unit: 'V', minimum: 5 },
  ]
  assert.deepEqual(lines(loadFile({ extends: './base.ddf.json', items }, bases)), [
    'error schema items[0].write: An IN item has no "write"; direction INOUT takes both',
  ])
  const dozen = [
    { key: 'power', unit: 'A' },
    { key: 'limit', minimum: 40 },
  ]
  assert.deepEqual(lines(loadFile({ extends: './base.ddf.json', items: dozen }, bases)), [
    'base.ddf.json error unit-not-of-measurand items[0].read.measurand: Power.Active.Import has no A, allowed: W, kW, VA',
    'error empty-range items[1].minimum: The minimum 40 is above the maximum 32',
  ])
})

test('errors of a base are shown with its name; its warnings are its own affair', () => {
  const own = { extends: './base.ddf.json', items: [{ key: 'power', name: 'P' }] }
  const wrong = { 'base.ddf.json': { items: [{ ...power, unit: 'X' }] } }
  assert.deepEqual(lines(loadFile(own, wrong)), [
    'base.ddf.json error schema items[0].unit: Found "X", allowed: V, A, W, kW, Wh, kWh, s, min, %, Hz, °C, var, VA',
  ])
  assert.deepEqual(lines(loadFile(own, { 'base.ddf.json': '{"items": [' })), [
    'base.ddf.json error json : Expected a closing bracket, found the end of the file',
  ])
  const dubious = { 'base.ddf.json': { items: [power, { ...power, key: 'b', maxLength: 3 }] } }
  assert.deepEqual(lines(loadFile(own, dubious)), [])
})

test('an allow is inherited, and added to', () => {
  const allowed = { ...power, id: 1, allow: { 'duplicate-id': 'Published so' } }
  const more = { 'base.ddf.json': { items: [{ ...power, key: 'b', id: 1 }, allowed] } }
  const items = [{ key: 'power', maxLength: 1, allow: { 'constraint-not-of-type': 'To show it' } }]
  const { findings, descriptor } = loadFile({ extends: './base.ddf.json', items }, more)
  assert.deepEqual(findings, [])
  assert.deepEqual(Object.keys(descriptor?.items[1]?.allow ?? {}), [
    'duplicate-id',
    'constraint-not-of-type',
  ])
  const gone = { extends: './base.ddf.json', items: [{ key: 'b', remove: true }] }
  assert.deepEqual(lines(loadFile(gone, more)), [], 'the base, not this file, allows for nothing')
})

test('removing every item leaves nothing to serve', () => {
  const one = { 'base.ddf.json': { items: [power] } }
  const own = { extends: './base.ddf.json', items: [{ key: 'power', remove: true }] }
  assert.deepEqual(lines(loadFile(own, one)), [
    'error incomplete-item items: Every item is removed; at least one must be left',
  ])
})

test('a chain of bases is merged from its far end', () => {
  const chain = {
    'a.ddf.json': { extends: './b.ddf.json', items: [{ key: 'power', unit: 'kW', name: 'A' }] },
    'b.ddf.json': { items: [power, rfid] },
  }
  const own = { extends: './a.ddf.json', items: [{ key: 'power', name: 'Own' }] }
  const { descriptor } = loadFile(own, chain)
  assert.deepEqual(descriptor?.bases, ['a', 'b'])
  assert.equal(descriptor?.items[0]?.name, 'Own')
  assert.equal(descriptor?.items[0]?.unit, 'kW')
})

test('a chain of bases has an end', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `b${i}.ddf.json`,
      { extends: `./b${i + 1}.ddf.json`, items: [power] },
    ]),
  )
  assert.deepEqual(lines(loadFile({ extends: './b0.ddf.json', items: [power] }, chain)), [
    'b14.ddf.json error extends-cycle extends: More than 16 files build on each other',
  ])
})

test('findings carry file, line, column and item', () => {
  const text = '{\n  "ddf": 1, "name": "x",\n  "items": [\n    { "key": "a", "uint": "V" }\n  ]\n}'
  const { findings, descriptor } = loadDescriptor(text, { slug: 'x', file: 'dir/x.ddf.json' })
  assert.equal(descriptor, undefined)
  const [{ message: _, ...finding } = { message: '' }] = findings
  assert.deepEqual(finding, {
    level: 'error',
    rule: 'schema',
    file: 'dir/x.ddf.json',
    line: 4,
    column: 19,
    path: 'items[0].uint',
    item: 'a',
  })
})

test('without a resolver nothing can be extended', () => {
  const text = JSON.stringify({ ddf: 1, name: 'x', extends: './a.ddf.json', items: [power] })
  assert.deepEqual(lines(loadDescriptor(text, { slug: 'test', file: 'test.ddf.json' })), [
    'error extends-missing extends: Cannot extend "./a.ddf.json": no other file can be read here',
  ])
})

test('any JSON is refused with findings, never with a throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const { findings } = loadDescriptor(JSON.stringify(value), { slug: 'x', file: 'x' })
      assert.ok(findings.some(({ level }) => level === 'error'))
    }),
  )
})

test.run()
