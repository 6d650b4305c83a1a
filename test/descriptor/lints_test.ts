import * as assert from 'node:assert/strict'
import { suite } from 'uvu'
import { lintIds } from '../../runtime/descriptor/lints/table.ts'
import { lines, loadFile, loadItems, power, reading, writing } from './support/load.ts'

const test = suite('descriptor lints')
const seen = new Set<string>()

/** Checks all findings of the items, to the letter. */
function finds(title: string, items: readonly object[], expected: readonly string[], header = {}) {
  test(title, () => {
    const found = lines(loadItems(items, header))
    assert.deepEqual(found, expected)
    for (const line of found) seen.add(line.split(' ')[1] ?? '')
  })
}

const status = (map: object) => ({ from: 'StatusNotification', field: 'status', map })
const onOff = {
  values: [
    { value: 0, name: 'Off' },
    { value: 1, name: 'On' },
  ],
}
const limit = { to: 'SetChargingProfile', with: { limit: '$value' } }
const range = { unit: 'A', minimum: 0, maximum: 32 }

finds('an item that is right gives no finding', [power], [])

finds(
  'duplicate-key',
  [power, { ...power, name: 'Again' }],
  [
    'error duplicate-key items[1].key: The key "power" is taken by items[0]; each item needs its own',
  ],
)

finds(
  'duplicate-id',
  [
    { ...power, id: 3 },
    { ...power, key: 'b', id: 3 },
  ],
  [
    'warning duplicate-id items[1].id: The id 3 is also that of "power"; where it is meant, say why in "allow"',
  ],
)

finds(
  'duplicate-value',
  [
    reading('integer', status({ '*': 0 }), {
      values: [...onOff.values, { value: 0, name: 'Nil' }],
    }),
  ],
  [
    'error duplicate-value items[0].values[2].value: The value 0 is also that of values[0]; list it once',
  ],
)

finds(
  'incomplete-item: name, direction and type',
  [{ key: 'a' }],
  ['error incomplete-item items[0]: The item has no "name" and "direction" and "type"'],
)
finds(
  'incomplete-item: write of an INOUT item',
  [{ ...power, direction: 'INOUT' }],
  ['error incomplete-item items[0]: An INOUT item needs "write"'],
)

finds(
  'item-without-source',
  [{ key: 'a', name: 'A', direction: 'IN', type: 'string' }],
  ['warning item-without-source items[0]: The IN item has no "read", so it never has a value'],
)
finds(
  'item-without-source: an INOUT item that is only remembered has one',
  [writing('string', { to: 'Item' }, { direction: 'INOUT' })],
  [],
)

finds(
  'map-value-not-in-values: map, idle, offline and Const',
  [
    reading(
      'integer',
      [
        { ...status({ Charging: 2, '*': 0 }), idle: 3, offline: 4 },
        { from: 'Const', value: 5 },
      ],
      onOff,
    ),
  ],
  [
    'error map-value-not-in-values items[0].read[0].map.Charging: Found 2, allowed: 0, 1',
    'error map-value-not-in-values items[0].read[0].idle: Found 3, allowed: 0, 1',
    'error map-value-not-in-values items[0].read[0].offline: Found 4, allowed: 0, 1',
    'error map-value-not-in-values items[0].read[1].value: Found 5, allowed: 0, 1',
  ],
)
finds(
  'map-value-not-in-values: text, with the nearest',
  [
    reading('string', status({ Charging: 'chargin', '*': 'idle' }), {
      values: [
        { value: 'charging', name: 'A' },
        { value: 'idle', name: 'B' },
      ],
    }),
  ],
  [
    'error map-value-not-in-values items[0].read.map.Charging: Found "chargin", allowed: charging, idle; did you mean "charging"?',
  ],
)
finds(
  'map-value-not-in-values: keys of write.map and ignored values',
  [writing('integer', { to: 'Item', map: { 2: true }, ignore: [7] }, onOff)],
  [
    'error map-value-not-in-values items[0].write.ignore[0]: Found 7, allowed: 0, 1',
    'error map-value-not-in-values items[0].write.map["2"]: No written value reads "2", allowed: 0, 1',
  ],
)
finds(
  'map-value-not-in-values: not where scale changes the value afterwards',
  [reading('integer', { ...status({ '*': 10 }), scale: 0.1 }, onOff)],
  [],
)

finds(
  'value-of-wrong-type: map, idle, offline and Const',
  [
    reading(
      'number',
      [
        { ...status({ '*': '1' }), idle: 'x', offline: true },
        { from: 'Const', value: 'y' },
      ],
      {
        unit: 'A',
      },
    ),
  ],
  [
    'error value-of-wrong-type items[0].read[0].map["*"]: Expected a number, the type of the item, found "1"',
    'error value-of-wrong-type items[0].read[0].idle: Expected a number, the type of the item, found "x"',
    'error value-of-wrong-type items[0].read[0].offline: Expected a number, the type of the item, found true',
    'error value-of-wrong-type items[0].read[1].value: Expected a number, the type of the item, found "y"',
  ],
)
finds(
  'value-of-wrong-type: a fraction for an integer',
  [reading('integer', status({ '*': 0.5 }))],
  [
    'error value-of-wrong-type items[0].read.map["*"]: Expected a whole number, the type of the item, found 0.5',
  ],
)
finds(
  'value-of-wrong-type: a time',
  [reading('datetime', { from: 'Const', value: 'soon' })],
  [
    'error value-of-wrong-type items[0].read.value: Expected an ISO 8601 time as text, the type of the item, found "soon"',
  ],
)
finds(
  'value-of-wrong-type: listed values',
  [
    reading('boolean', status({ '*': true }), {
      values: [
        { value: true, name: 'Yes' },
        { value: 1, name: 'No' },
      ],
    }),
  ],
  [
    'error value-of-wrong-type items[0].values[1].value: Expected true or false, the type of the item, found 1',
  ],
)
finds(
  'value-of-wrong-type: keys of write.map',
  [
    writing('boolean', { to: 'Item', map: { yes: 1 } }),
    writing(
      'integer',
      { to: 'Item', map: { '01': 1, '-2': 2 } },
      { key: 'b', minimum: -2, maximum: 1 },
    ),
    writing(
      'datetime',
      { to: 'Item', map: { soon: 'x', '2026-01-01T00:00:00Z': 'y' } },
      { key: 'c' },
    ),
  ],
  [
    'error value-of-wrong-type items[0].write.map.yes: No written value reads "yes", allowed: true, false',
    'error value-of-wrong-type items[1].write.map["01"]: No written value reads "01", expected a whole number',
    'error value-of-wrong-type items[2].write.map.soon: No written value reads "soon", expected an ISO 8601 time as text',
  ],
)

finds(
  'unknown-status-word',
  [reading('integer', status({ Charging: 1, Availble: 0, SuspendedEv: 0, '*': 0 }))],
  [
    'error unknown-status-word items[0].read.map.Availble: No connector status is "Availble", allowed: Available, Preparing, Charging, SuspendedEVSE, SuspendedEV, Finishing, Reserved, Unavailable, Faulted, *; did you mean "Available"?',
    'error unknown-status-word items[0].read.map.SuspendedEv: No connector status is "SuspendedEv", allowed: Available, Preparing, Charging, SuspendedEVSE, SuspendedEV, Finishing, Reserved, Unavailable, Faulted, *; did you mean "SuspendedEV"?',
  ],
)
finds(
  'unknown-status-word: not for an error code',
  [reading('string', { from: 'StatusNotification', field: 'errorCode', map: { NoError: '' } })],
  [],
)

finds(
  'unknown-map-key',
  [
    reading('integer', { from: 'Authorize', field: 'authorized', map: { yes: 1, '*': 0 } }),
    reading('integer', { from: 'Item', key: 'a', map: { 1: 5, '*': 0 } }, { key: 'b' }),
    reading('integer', { from: 'Item', key: 'd', map: { 2: 5, '*': 0 } }, { key: 'c' }),
    reading('integer', status({ '*': 0 }), { key: 'd', ...onOff }),
  ],
  [
    'warning unknown-map-key items[0].read.map.yes: Authorize never gives "yes", allowed: true, false, *',
    'warning unknown-map-key items[2].read.map["2"]: Item never gives "2", allowed: 0, 1, *',
  ],
)

finds(
  'unit-not-of-measurand',
  [
    { ...power, unit: 'A' },
    reading('number', { from: 'Transaction', field: 'energy' }, { key: 'b', unit: 'W' }),
    reading('number', { from: 'ChargingProfile', field: 'limit' }, { key: 'c', unit: 'Wh' }),
    reading('number', { from: 'Connection', field: 'quality' }, { key: 'd', unit: 's' }),
  ],
  [
    'error unit-not-of-measurand items[0].read.measurand: Power.Active.Import has no A, allowed: W, kW, VA',
    'error unit-not-of-measurand items[1].read.field: Transaction energy has no W, allowed: Wh, kWh; did you mean "Wh"?',
    'error unit-not-of-measurand items[2].read.field: ChargingProfile limit has no Wh, allowed: A, W, kW, VA; did you mean "W"?',
    'error unit-not-of-measurand items[3].read.field: Connection quality has no s, allowed: %',
  ],
)
finds(
  'unit-not-of-measurand: not for a count',
  [
    reading(
      'integer',
      { from: 'MeterValues', measurand: 'Voltage', phase: ['L1', 'L2'], reduce: 'count' },
      { unit: 's' },
    ),
  ],
  [],
)

finds(
  'unknown-item-reference: in read, with and map',
  [
    reading('string', { from: 'Item', key: 'rfit' }, { key: 'rfid' }),
    writing('string', {
      to: 'RemoteStartTransaction',
      with: { idTag: '$item.rfidd' },
      map: { 1: '$item.gone' },
    }),
  ],
  [
    'error unknown-item-reference items[0].read.key: No item has the key "rfit", allowed: rfid, a; did you mean "rfid"?',
    'error unknown-item-reference items[1].write.with.idTag: No item has the key "rfidd", allowed: rfid, a; did you mean "rfid"?',
    'error unknown-item-reference items[1].write.map["1"]: No item has the key "gone", allowed: rfid, a',
  ],
)

finds(
  'unknown-reference',
  [
    writing('string', {
      to: 'DataTransfer',
      with: { vendorId: 'x', messageId: '$valu', data: 'costs 5$ or $$6, at $now+5m' },
    }),
  ],
  [
    'error unknown-reference items[0].write.with.messageId: $valu stands for nothing, allowed: $value, $item.<key>, $transaction.id, $reservation.id, $connectorId, $now, $now+<seconds>s; did you mean "$value"?; write $$ for a dollar sign',
    'error unknown-reference items[0].write.with.data: $now+5m stands for nothing, allowed: $value, $item.<key>, $transaction.id, $reservation.id, $connectorId, $now, $now+<seconds>s; write $$ for a dollar sign',
  ],
)

finds(
  'reference-cycle: of three, and of one',
  [
    reading('string', { from: 'Item', key: 'b' }, { key: 'a' }),
    reading('string', { from: 'Item', key: 'c' }, { key: 'b' }),
    reading(
      'string',
      [
        { from: 'BootNotification', field: 'iccid' },
        { from: 'Item', key: 'a' },
      ],
      { key: 'c' },
    ),
    reading('string', { from: 'Item', key: 'd' }, { key: 'd' }),
  ],
  [
    'error reference-cycle items[2].read[1].key: Items read each other in a circle: a → b → c → a',
    'error reference-cycle items[3].read.key: Items read each other in a circle: d → d',
  ],
)
finds(
  'reference-cycle: not where two paths lead to one item',
  [
    reading('string', { from: 'BootNotification', field: 'iccid' }, { key: 'a' }),
    reading('string', { from: 'Item', key: 'a' }, { key: 'b' }),
    reading(
      'string',
      [
        { from: 'Item', key: 'b' },
        { from: 'Item', key: 'a' },
      ],
      { key: 'c' },
    ),
  ],
  [],
)

finds(
  'map-not-total: words left out',
  [
    reading(
      'integer',
      status({
        Charging: 1,
        Available: 0,
        Faulted: 0,
        Reserved: 0,
        Unavailable: 0,
        Finishing: 1,
        Preparing: 1,
      }),
    ),
  ],
  [
    'warning map-not-total items[0].read.map: Leaves "SuspendedEVSE", "SuspendedEV" without a value of the item; map it, or "*" for anything else (null = no value)',
  ],
)
finds(
  'map-not-total: any text',
  [
    reading(
      'string',
      { from: 'Configuration', key: 'Mode', map: { a: 'x' } },
      { values: [{ value: 'x', name: 'X' }] },
    ),
    reading('boolean', { from: 'Configuration', key: 'Mode', map: { On: true } }, { key: 'b' }),
  ],
  [
    'warning map-not-total items[0].read.map: Leaves what is not mapped without a value of the item; map it, or "*" for anything else (null = no value)',
    'warning map-not-total items[1].read.map: Leaves what is not mapped without a value of the item; map it, or "*" for anything else (null = no value)',
  ],
)
finds(
  'map-not-total: not where all words are mapped, or pass as they are',
  [
    reading('integer', { from: 'Reservation', field: 'active', map: { true: 1, false: 0 } }),
    reading('string', status({ Available: 'free' }), { key: 'b' }),
    reading(
      'number',
      { from: 'Configuration', key: 'Max', map: { none: 0 } },
      { key: 'c', unit: 'A' },
    ),
    reading('boolean', { from: 'Connection', field: 'online', map: { true: false } }, { key: 'd' }),
    reading('integer', { from: 'Item', key: 'f', map: { 0: 1 } }, { key: 'e', ...onOff }),
    reading('integer', { from: 'Connection', field: 'connectorId' }, { key: 'f', ...onOff }),
  ],
  [],
)

finds(
  'unreachable-rule',
  [
    reading('string', [
      { from: 'Const', value: 'x' },
      { from: 'BootNotification', field: 'imsi' },
    ]),
  ],
  [
    'warning unreachable-rule items[0].read[1]: Never used: the Const rule before it always has a value',
  ],
)

const phases = { from: 'MeterValues', measurand: 'Current.Import', phase: ['L1', 'L2'] }
finds(
  'phases-without-reduce',
  [reading('number', phases, { unit: 'A' })],
  [
    'error phases-without-reduce items[0].read.phase: Several phases need "reduce", allowed: sum, mean, min, max, count',
  ],
)
finds(
  'reduce-without-phases',
  [
    { ...power, read: { ...power.read, reduce: 'sum' } },
    { ...power, key: 'b', read: { ...power.read, phase: 'L1', above: 3 } },
  ],
  [
    'warning reduce-without-phases items[0].read.reduce: There is one sample to reduce; name the phases in "phase"',
    'warning reduce-without-phases items[1].read.above: "above" does nothing without "reduce"',
  ],
)

finds(
  'number-without-unit',
  [reading('number', { from: 'ChargingProfile', field: 'limit' })],
  [
    'info number-without-unit items[0]: A number without "unit" can be misread; give one, or "values"',
  ],
)

finds(
  'out-without-range',
  [
    writing('number', limit, { unit: 'A', minimum: 0 }),
    writing('integer', { to: 'Item' }, { key: 'b' }),
    writing('integer', { to: 'Item' }, { key: 'c', ...onOff }),
  ],
  [
    'warning out-without-range items[0]: A number that can be written needs a range or "values"; it has no "maximum"',
    'warning out-without-range items[1]: A number that can be written needs a range or "values"; it has no "minimum" and "maximum"',
  ],
)

finds(
  'empty-range',
  [{ ...power, minimum: 5, maximum: 4 }],
  ['error empty-range items[0].minimum: The minimum 5 is above the maximum 4'],
)

finds(
  'constraint-not-of-type',
  [
    reading('string', { from: 'BootNotification', field: 'iccid' }, { minimum: 1, maxLength: 3 }),
    { ...power, key: 'b', maxLength: 3, pattern: 'x', maximum: 3 },
  ],
  [
    'warning constraint-not-of-type items[0].minimum: "minimum" does nothing for the type string',
    'warning constraint-not-of-type items[1].maxLength: "maxLength" does nothing for the type number',
    'warning constraint-not-of-type items[1].pattern: "pattern" does nothing for the type number',
  ],
)

finds(
  'unknown-with-field',
  [
    writing('string', {
      to: 'RemoteStartTransaction',
      with: { idTag: '$value', idTg: 'x', constructor1: 1 },
    }),
  ],
  [
    'error unknown-with-field items[0].write.with.idTg: RemoteStartTransaction takes no field "idTg", allowed: idTag, connectorId; did you mean "idTag"?',
    'error unknown-with-field items[0].write.with.constructor1: RemoteStartTransaction takes no field "constructor1", allowed: idTag, connectorId',
  ],
)

finds(
  'missing-with-field',
  [
    writing('string', { to: 'ReserveNow', with: { expiryDate: '$now+60s' } }),
    writing('boolean', { to: 'Reset' }, { key: 'b' }),
    writing('boolean', { to: 'Reset', with: { type: null } }, { key: 'c' }),
    writing('boolean', { to: 'UnlockConnector' }, { key: 'd' }),
  ],
  [
    'error missing-with-field items[0].write: ReserveNow needs the field "idTag" in "with"',
    'error missing-with-field items[1].write: Reset needs the field "type" in "with"',
    'error missing-with-field items[2].write: Reset needs the field "type" in "with"',
  ],
)

finds(
  'with-value-not-allowed: literals',
  [
    writing('boolean', { to: 'Reset', with: { type: 'Sooft' } }),
    writing(
      'number',
      { to: 'SetChargingProfile', with: { limit: '16', numberPhases: 4, stackLevel: 'maximum' } },
      { key: 'b', ...range },
    ),
    writing('string', { to: 'ReserveNow', with: { idTag: 5, expiryDate: 'later' } }, { key: 'c' }),
    writing('string', { to: 'Authorization', with: { required: 1 } }, { key: 'd' }),
  ],
  [
    'error with-value-not-allowed items[0].write.with.type: Found "Sooft", allowed: Soft, Hard; did you mean "Soft"?',
    'error with-value-not-allowed items[1].write.with.limit: Expected a number from 0, found "16"',
    'error with-value-not-allowed items[1].write.with.numberPhases: Expected a whole number from 1 to 3, found 4',
    'error with-value-not-allowed items[1].write.with.stackLevel: Expected a whole number from 0 or "max", found "maximum", allowed: max',
    'error with-value-not-allowed items[2].write.with.idTag: Expected text, found 5',
    'error with-value-not-allowed items[2].write.with.expiryDate: Expected an ISO 8601 time or $now+<seconds>s, found "later"',
    'error with-value-not-allowed items[3].write.with.required: Expected true or false, found 1',
  ],
)
finds(
  'with-value-not-allowed: what may be written, with and without map',
  [
    writing('boolean', {
      to: 'ChangeAvailability',
      with: { type: '$value' },
      map: { true: 'Operative' },
    }),
    writing('boolean', { to: 'Authorization', with: { required: '$value' } }, { key: 'b' }),
    writing('string', { to: 'Authorization', with: { required: '$value' } }, { key: 'c' }),
    writing(
      'integer',
      { to: 'Reset', with: { type: '$value' }, ignore: [0], map: { 1: 'Firm' } },
      { key: 'd', ...onOff },
    ),
    writing('number', limit, { key: 'e', ...range, minimum: -1 }),
    writing('boolean', limit, { key: 'f' }),
    writing('string', { to: 'SetChargingProfile', with: { limit: '$now' } }, { key: 'g' }),
    writing('string', { to: 'SetChargingProfile', with: { limit: '$item.h' } }, { key: 'h' }),
    writing('string', { to: 'SetChargingProfile', with: { limit: '1$value' } }, { key: 'i' }),
    writing(
      'string',
      { to: 'RemoteStartTransaction', with: { idTag: '$value' }, map: { x: 5 } },
      { key: 'j' },
    ),
  ],
  [
    'error with-value-not-allowed items[0].write.with.type: When false is written: Found false, allowed: Operative, Inoperative',
    'error with-value-not-allowed items[2].write.with.required: Expected true or false, found text',
    'error with-value-not-allowed items[3].write.with.type: When 1 is written: Found "Firm", allowed: Soft, Hard',
    'error with-value-not-allowed items[4].write.with.limit: Expected a number from 0, found a minimum of -1',
    'error with-value-not-allowed items[5].write.with.limit: When true is written: Expected a number from 0, found true',
    'error with-value-not-allowed items[5].write.with.limit: When false is written: Expected a number from 0, found false',
    'error with-value-not-allowed items[6].write.with.limit: Expected a number from 0, found a time',
    'error with-value-not-allowed items[7].write.with.limit: Expected a number from 0, found text',
    'error with-value-not-allowed items[8].write.with.limit: Expected a number from 0, found text',
    'error with-value-not-allowed items[9].write.with.idTag: When "x" is written: Expected text, found 5',
  ],
)

const id = '0x1200000100080100'
finds(
  'id-does-not-match-model-version',
  [power],
  [
    'warning id-does-not-match-model-version model: The id 0x1200000100080100 is of model 8, the file says 9',
    'warning id-does-not-match-model-version version: The id 0x1200000100080100 is of version 1, the file says 2',
  ],
  { id, model: 9, version: 2 },
)
finds('id-does-not-match-model-version: not where they match, or are not said', [power], [], {
  id,
  model: 8,
  version: 1,
})
finds('id-does-not-match-model-version: not where neither is said', [power], [], { id })

test('extends-missing', () => {
  const found = lines(loadFile({ extends: './base.ddf.json', items: [power] }))
  assert.deepEqual(found, [
    'error extends-missing extends: Cannot extend "./base.ddf.json": there is no such file',
  ])
  seen.add('extends-missing')
})

for (const path of [
  '/etc/x.ddf.json',
  'https://example.org/x.ddf.json',
  'C:\\x.ddf.json',
  '..\\x.ddf.json',
]) {
  test(`extends-missing: ${path}`, () => {
    assert.deepEqual(
      lines(loadFile({ extends: path, items: [power] }, { [path]: { items: [power] } })),
      [
        `error extends-missing extends: Cannot extend "${path}": expected a relative path with forward slashes`,
      ],
    )
  })
}

test('extends-missing: a file of another kind', () => {
  assert.deepEqual(lines(loadFile({ extends: './x.json', items: [power] })), [
    'error extends-missing extends: Cannot extend "./x.json": expected the name of a *.ddf.json file',
  ])
})

test('extends-cycle', () => {
  const a = { extends: './b.ddf.json', items: [power] }
  const b = { extends: './a.ddf.json', items: [power] }
  const found = lines(
    loadFile({ extends: './a.ddf.json', items: [power] }, { 'a.ddf.json': a, 'b.ddf.json': b }),
  )
  assert.deepEqual(found, [
    'b.ddf.json error extends-cycle extends: The descriptor builds on itself: a.ddf.json → b.ddf.json → a.ddf.json',
  ])
  seen.add('extends-cycle')
})

test('remove-unknown-key', () => {
  const base = { items: [power, { ...power, key: 'rfid' }] }
  const file = { extends: './a.ddf.json', items: [{ key: 'rfdi', remove: true }] }
  assert.deepEqual(lines(loadFile(file, { 'a.ddf.json': base })), [
    'error remove-unknown-key items[0].key: Cannot remove "rfdi": the base has no such item, allowed: power, rfid; did you mean "rfid"?',
  ])
  assert.deepEqual(lines(loadItems([power, { key: 'x', remove: true }])), [
    'error remove-unknown-key items[1].key: Cannot remove "x": the file extends no other',
  ])
  seen.add('remove-unknown-key')
})

finds(
  'generated-name-clash: reserved members, type names and value names',
  [
    { ...power, key: 'toString' },
    reading('integer', status({ '*': 0 }), { key: 'testDevice', ...onOff }),
    reading('integer', status({ '*': 0 }), { key: 'readableItem', ...onOff }),
    reading('integer', status({ '*': 0 }), {
      values: [
        { value: 0, name: 'On' },
        { value: 1, name: 'On' },
      ],
    }),
  ],
  [
    'error generated-name-clash items[0].key: The key "toString" is a member of every object; choose another',
    'error generated-name-clash items[1].key: The key "testDevice" gives the type TestDevice, the name of the accessor class; choose another',
    'error generated-name-clash items[2].key: The key "readableItem" gives the type ReadableItem, the name of an imported type; choose another',
    'error generated-name-clash items[3].values[1].name: The name "On" is also that of values[0]; each value needs its own',
  ],
)

finds(
  'generated-name-clash: two items that give the same type',
  [
    reading('integer', status({ '*': 0 }), { key: 'l1n', ...onOff }),
    reading('integer', status({ '*': 0 }), { key: 'l1N', ...onOff }),
    reading('integer', status({ '*': 0 }), { key: 'l2n' }),
    reading('integer', status({ '*': 0 }), { key: 'l2N' }),
  ],
  [
    'error generated-name-clash items[1].key: The key "l1N" gives the type L1N, the name of the type of "l1n"; choose another',
  ],
)

finds(
  'unused-allow',
  [{ ...power, allow: { 'duplicate-id': 'It was published so' } }],
  [
    'warning unused-allow items[0].allow["duplicate-id"]: Nothing to allow: "duplicate-id" finds nothing in this item',
  ],
)

finds(
  'allow silences a warning in its item only',
  [
    { ...power, id: 3 },
    { ...power, key: 'b', id: 3, allow: { 'duplicate-id': 'It was published so' } },
    { ...power, key: 'c', id: 3 },
  ],
  [
    'warning duplicate-id items[2].id: The id 3 is also that of "power"; where it is meant, say why in "allow"',
  ],
)

finds(
  'allow takes no error, no unknown lint and no empty reason',
  [
    { ...power, allow: { 'empty-range': 'x', 'duplicate-id': ' ' } },
    { ...power, key: 'b', allow: { 'duplicat-id': 'x' } },
  ],
  [
    'error schema items[0].allow["duplicate-id"]: Expected a reason, found " "',
    'error schema items[0].allow["empty-range"]: Unknown property "empty-range", allowed: duplicate-id, item-without-source, unknown-map-key, map-not-total, unreachable-rule, reduce-without-phases, number-without-unit, out-without-range, constraint-not-of-type',
    'error schema items[1].allow["duplicat-id"]: Unknown property "duplicat-id", allowed: duplicate-id, item-without-source, unknown-map-key, map-not-total, unreachable-rule, reduce-without-phases, number-without-unit, out-without-range, constraint-not-of-type; did you mean "duplicate-id"?',
  ],
)

test('every lint has a test of its message', () => {
  assert.deepEqual(
    lintIds.filter((lint) => !seen.has(lint)),
    [],
  )
})

test.run()
