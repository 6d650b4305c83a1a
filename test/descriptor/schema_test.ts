import * as assert from 'node:assert/strict'
import { suite } from 'uvu'
import { lines, loadFile, loadItems, power, reading, writing } from './support/load.ts'

const test = suite('descriptor schema')

function refuses(title: string, file: object, expected: readonly string[]) {
  test(title, () => assert.deepEqual(lines(loadFile({ items: [power], ...file })), expected))
}

function refusesItem(title: string, item: object, expected: readonly string[]) {
  test(title, () => assert.deepEqual(lines(loadItems([item])), expected))
}

const measurands =
  'Current.Export, Current.Import, Current.Offered, Energy.Active.Export.Interval, Energy.Active.Export.Register, Energy.Active.Import.Interval, Energy.Active.Import.Register, Energy.Active.Net, Energy.Reactive.Export.Interval, Energy.Reactive.Export.Register, Energy.Reactive.Import.Interval, Energy.Reactive.Import.Register, Frequency, Power.Active.Export, Power.Active.Import, Power.Factor, Power.Offered, Power.Reactive.Export, Power.Reactive.Import, RPM, SoC, Temperature, Voltage'

refuses('another format version', { ddf: 2 }, ['error schema ddf: Expected 1, found 2'])
refuses('a number as id', { id: 0x12 }, ['error schema id: Expected text, found 18'])
refuses('an id of another form', { id: '0x1200000100080abc' }, [
  'error schema id: Expected 0x and 16 hexadecimal digits in capitals, found "0x1200000100080abc"',
])
refuses('no items', { items: [] }, [
  'error schema items: Expected a list of at least one, found an empty list',
])
refuses(
  'too many items',
  { items: Array.from({ length: 1001 }, (_, i) => ({ ...power, key: `k${i}` })) },
  ['error schema items: Expected at most 1000 items, found 1001'],
)
refuses('a list for an object', { ocpp: [] }, [
  'error schema ocpp: Expected an object, found an empty list',
])
refuses('a version twice', { ocpp: { versions: ['1.6', '1.6'] } }, [
  'error schema ocpp.versions: Each version may be named once only',
])
refuses('an unknown version', { ocpp: { versions: ['1.7'] } }, [
  'error schema ocpp.versions[0]: Found "1.7", allowed: 1.6, 2.0.1, 2.1; did you mean "1.6"?',
])
refuses('a match without members', { match: [{}] }, [
  'error schema match[0]: Expected at least one of vendor, model, firmware, chargePointId, found none',
])
refuses('a document that is no URI', { documents: ['see the manual'] }, [
  'error schema documents[0]: Expected a URI, found "see the manual"',
])
refuses('all unknown properties of an object at once', { descripton: '', qwe: 1, foo: 2 }, [
  'error schema descripton: Unknown property "descripton", allowed: $schema, ddf, extends, id, name, manufacturer, type, protocol, model, version, minOsVersion, description, notes, documents, history, match, ocpp, items; did you mean "description"?; unknown too: "qwe", "foo"',
])

refusesItem('an IN item with write', { ...power, write: { to: 'Item' } }, [
  'error schema items[0].write: An IN item has no "write"; direction INOUT takes both',
])
refusesItem('an OUT item without write', { ...writing('string', {}), write: undefined }, [
  'error schema items[0]: An OUT item needs "write"',
])
refusesItem('an OUT item with read', { ...writing('string', { to: 'Item' }), read: power.read }, [
  'error schema items[0].read: An OUT item has no "read"; direction INOUT takes both',
])
refusesItem('a remove with more than a key', { key: 'a', remove: true, name: 'A' }, [
  'error schema items[0].name: An item with "remove" holds only "key" and "remove", not "name"',
])
refusesItem('a remove that is not true', { key: 'a', remove: false }, [
  'error schema items[0].remove: Expected true, found false',
])
refusesItem('a key of another form', { ...power, key: 'Power' }, [
  'error schema items[0].key: Expected a small letter and then letters and digits, found "Power"',
])
refusesItem('a pattern that is no regular expression', { ...power, pattern: '(' }, [
  'error schema items[0].pattern: Expected a regular expression with Unicode rules, found "("',
])
refusesItem('a step of 0', { ...power, multipleOf: 0 }, [
  'error schema items[0].multipleOf: Expected a number above 0, found 0',
])
refusesItem('a wrong rule of a chain', reading('string', [power.read, { from: 'Meter' }]), [
  'error schema items[0].read[1].from: Found "Meter", allowed: StatusNotification, MeterValues, Transaction, Authorize, ChargingProfile, BootNotification, Configuration, Reservation, Connection, Item, Const',
])
refusesItem('an empty chain', reading('string', []), [
  'error schema items[0].read: Expected a list of at least one, found an empty list',
])
refusesItem('a text for a rule', { ...power, read: 'MeterValues' }, [
  'error schema items[0].read: Expected a rule or a list of them, found "MeterValues"',
])
refusesItem(
  'an unknown measurand',
  { ...power, read: { from: 'MeterValues', measurand: 'Power.Activ.Import' } },
  [
    `error schema items[0].read.measurand: Found "Power.Activ.Import", allowed: ${measurands}; did you mean "Power.Active.Import"?`,
  ],
)
refusesItem(
  'an unknown phase in a list',
  { ...power, read: { ...power.read, phase: ['L1', 'l2'] } },
  [
    'error schema items[0].read.phase[1]: Found "l2", allowed: L1, L2, L3, N, L1-N, L2-N, L3-N, L1-L2, L2-L3, L3-L1; did you mean "L2"?',
  ],
)
refusesItem(
  'a misspelt member of a rule',
  reading('string', { from: 'Transaction', feild: 'idTag' }),
  [
    'error schema items[0].read.field: "field" is missing',
    'error schema items[0].read.feild: Unknown property "feild", allowed: from, field, map, scale, offset, round, idle, offline; did you mean "field"?',
  ],
)
refusesItem(
  'a Const with more than a value',
  reading('string', { from: 'Const', value: 'x', map: {} }),
  ['error schema items[0].read.map: Unknown property "map", allowed: from, value'],
)
refusesItem('a Configuration without names', reading('string', { from: 'Configuration' }), [
  'error schema items[0].read: Configuration needs "key" (1.6), "variable" (2.x) or both',
])
refusesItem(
  'a variable without component',
  reading('string', { from: 'Configuration', variable: 'Interval' }),
  ['error schema items[0].read.variable: Expected Component/Variable, found "Interval"'],
)
refusesItem('decimals out of range', { ...power, read: { ...power.read, round: -1.5 } }, [
  'error schema items[0].read.round: Expected a whole number from 0 to 6, found -1.5',
])
refusesItem('an unknown operation', writing('string', { to: 'RemoteStart' }), [
  'error schema items[0].write.to: Found "RemoteStart", allowed: SetChargingProfile, ClearChargingProfile, RemoteStartTransaction, RemoteStopTransaction, ChangeAvailability, ChangeConfiguration, UnlockConnector, Reset, ReserveNow, CancelReservation, TriggerMessage, DataTransfer, Authorization, Item',
])
refusesItem(
  'an object as a field',
  writing('string', { to: 'DataTransfer', with: { vendorId: {} } }),
  [
    'error schema items[0].write.with.vendorId: Expected text, a number, true or false, found an object',
  ],
)

test('a map has no members but its own', () => {
  const item = writing('string', {
    to: 'RemoteStartTransaction',
    with: { idTag: '$value' },
    map: { 1: 'x' },
  })
  const map = loadItems([item]).descriptor?.items[0]?.write?.map
  assert.equal(map?.['1'], 'x')
  assert.equal(map?.constructor, undefined)
})

test('shows at most 200 findings, errors first', () => {
  const items = Array.from({ length: 300 }, (_, i) => ({ ...power, key: `k${i}`, minimum: 'x' }))
  const found = lines(loadItems(items))
  assert.equal(found.length, 201)
  assert.equal(found[0], 'error schema items[0].minimum: Expected a number, found "x"')
  assert.equal(found[200], 'info limit : 100 more findings are not shown')
})

test.run()
