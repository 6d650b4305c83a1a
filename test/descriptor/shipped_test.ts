import * as assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import { descriptorFiles, loadDescriptorFile } from '../../runtime/descriptor/files.ts'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { formatRow, parseRow, publishedRow } from '../../runtime/descriptor/published.ts'
import { compileReads } from '../../runtime/descriptor/read.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { mutations } from '../support/mutate.ts'

const test = suite('shipped descriptors')
const folder = join(packageRoot(), 'ddf')

/** The published table of OCPP GENERAL: the cells of each row, without the empty ones. */
const published: readonly string[][] = [
  [
    '0',
    'CPS',
    '65= A (no car), 66= B (car connected), 67= C (charging), 68= D (charging with ventilation), 69= E (error), 70= F (communication error)',
    'IN',
  ],
  ['1', 'Charging Voltage', 'V', 'IN'],
  ['2', 'Charging Current', 'A', 'IN'],
  ['3', 'Charging Power', 'kW', 'IN'],
  ['4', 'Charged Energy', 'Wh', 'IN'],
  ['6', 'Rfid', 'IN'],
  ['7', 'Current_Set', 'A', 'OUT'],
  ['8', 'Power unit', 'kW', 'STRING', 'IN'],
  ['9', 'Energy unit', 'Wh', 'STRING', 'IN'],
  ['9', 'Charge request', '1=Requested', 'IN'],
  ['10', 'Error State', '1=fault', 'IN'],
  ['11', 'PHASES', 'IN'],
  ['12', 'Quality', 'IN'],
  ['13', 'Cable plugged', '1=Cable plugged', 'IN'],
  ['16', 'RFID_AUTH', 'IN'],
  ['18', 'RFID_AUTH_EN', 'OUT'],
  ['20', 'Intervall', 'IN'],
  ['22', 'RFID_START', 'OUT'],
  ['23', 'RFID_STOP', 'OUT'],
  ['24', 'PHASES_AVAILABLE', 'IN'],
  ['25', 'PHASES_SET', 'IN'],
  ['26', 'RFID_MESSAGE', 'IN'],
  ['27', 'CHARGEPOINT', 'string', 'IN'],
  ['28', 'CONNECTOR', 'int', 'IN'],
  ['30', 'Liveticker', 'int', 'IN'],
  ['31', 'RFID_ADD', 'IN'],
  ['32', 'CPM', 'string', 'IN'],
  ['33', 'PHASES_SET_SUPPORTED', 'IN'],
  ['34', 'ERROR', 'string', 'IN'],
]

function load(name: string) {
  const { descriptor, findings } = loadDescriptorFile(join(folder, name))
  assert.ok(descriptor, JSON.stringify(findings))
  return descriptor
}

test('have no findings at all', () => {
  const names = descriptorFiles(folder)
  assert.ok(names.length >= 2)
  for (const name of names) {
    const { descriptor, findings } = loadDescriptorFile(join(folder, name))
    assert.deepEqual(findings, [], name)
    assert.ok(descriptor)
  }
})

test('OCPP GENERAL reproduces the published table, cell by cell and in its order', () => {
  const { items } = load('ocpp-general.ddf.json')
  const rows = items.map((item) => publishedRow(item))
  assert.deepEqual(
    rows.map((row) => (row === undefined ? [] : formatRow(row))),
    published,
  )
  assert.deepEqual(
    rows,
    published.map((cells) => parseRow(cells)),
  )
})

test('OCPP GENERAL has 29 items, 25 IN and 4 OUT, and the id 9 twice', () => {
  const { items } = load('ocpp-general.ddf.json')
  assert.equal(items.length, 29)
  assert.equal(items.filter(({ direction }) => direction === 'IN').length, 25)
  assert.deepEqual(
    items.filter(({ direction }) => direction === 'OUT').map(({ id }) => id),
    [7, 18, 22, 23],
  )
  assert.deepEqual(
    items.filter(({ id }) => id === 9).map(({ key }) => key),
    ['energyUnit', 'chargeRequest'],
  )
})

test('OCPP GENERAL keeps the published header', () => {
  const {
    items: _,
    notes,
    description,
    history,
    ocpp,
    $schema,
    ...header
  } = load('ocpp-general.ddf.json')
  assert.deepEqual(header, {
    ddf: 1,
    id: '0x1200000100080100',
    name: 'OCPP GENERAL',
    manufacturer: 'myGEKKO',
    type: 'Wallbox',
    protocol: 'OCPP (DDF)',
    model: 8,
    version: 1,
    minOsVersion: 'V10384-09',
    slug: 'ocpp-general',
    bases: [],
  })
  assert.equal(ocpp?.port, 8550)
  assert.equal(history?.length, 15)
  assert.deepEqual(history?.[0], {
    at: '2026-05-20 06:17:23',
    by: 'hw',
    commit: 'ad877bd9',
    committedAt: '2026-05-20 06:16:34',
  })
})

test('the one for phase switching makes an item writable and adds one', () => {
  const base = load('ocpp-general.ddf.json')
  const { items, bases, match } = load('phase-switching.ddf.json')
  assert.deepEqual(bases, ['ocpp-general'])
  // Nothing that a station says tells that it switches phases well.
  assert.deepEqual(match, [])
  assert.deepEqual(
    items.map(({ key }) => key),
    [...base.items.map(({ key }) => key), 'phaseToUse'],
  )
  assert.deepEqual(
    items.filter(({ direction }) => direction === 'INOUT').map(({ id, name }) => [id, name]),
    [
      [25, 'PHASES_SET'],
      [48, 'PHASE_TO_USE'],
    ],
  )
})

test('the load managed one builds on it: five items go, fourteen come', () => {
  const base = load('ocpp-general.ddf.json')
  const { items, bases, id, match, type } = load('dc-load-managed.ddf.json')
  assert.deepEqual(bases, ['ocpp-general'])
  assert.equal(id, '0x1200FFFF00010100')
  assert.equal(type, 'Wallbox')
  assert.equal(match?.length, 2)
  const keys = items.map(({ key }) => key)
  const removed = base.items.map(({ key }) => key).filter((key) => !keys.includes(key))
  assert.deepEqual(removed, [
    'currentSet',
    'phases',
    'phasesAvailable',
    'phasesSet',
    'phasesSetSupported',
  ])
  assert.equal(items.length, 38)
  assert.deepEqual(keys.slice(0, 3), ['cps', 'voltage', 'current'])
})

test('a change anywhere in a shipped descriptor is taken, or refused with a place', () => {
  const text = readFileSync(join(folder, 'ocpp-general.ddf.json'), 'utf8')
  const changed = [...mutations(JSON.parse(text))]
  fc.assert(
    fc.property(fc.nat({ max: changed.length - 1 }), (index) => {
      const [what, json] = changed[index] ?? ['', null]
      const file = 'ocpp-general.ddf.json'
      const loaded = loadDescriptor(JSON.stringify(json), { slug: 'x', file })
      const errors = loaded.findings.filter(({ level }) => level === 'error')
      assert.equal(loaded.descriptor === undefined, errors.length > 0, what)
      for (const finding of loaded.findings) assert.ok(finding.line > 0 && finding.column > 0, what)
      if (loaded.descriptor !== undefined) compileReads(loaded.descriptor)
    }),
  )
})

test.run()
