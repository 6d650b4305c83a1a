import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { compileReads } from '../../runtime/descriptor/read.ts'
import { DeviceItems } from '../../runtime/items/device_items.ts'
import {
  everyGroup,
  type Facts,
  group,
  newFacts,
  newStationFacts,
  type StationEvent,
} from '../../runtime/model.ts'
import { advance } from '../../runtime/station/facts.ts'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

const items = [
  { key: 'state', read: { from: 'StatusNotification', field: 'status' } },
  {
    key: 'amps',
    type: 'number',
    unit: 'A',
    read: { from: 'MeterValues', measurand: 'Current.Import', idle: 0, round: 1 },
  },
  { key: 'volts', type: 'number', unit: 'V', read: { from: 'MeterValues', measurand: 'Voltage' } },
  { key: 'copy', read: { from: 'Item', key: 'state' } },
  { key: 'limit', direction: 'OUT', type: 'number', unit: 'A', write: { to: 'Item' } },
]

/** The items of a connector, with what the store was told. */
function open(facts: Facts = newFacts(newStationFacts('CP1'), 1)) {
  const file = {
    ddf: 1,
    name: 'Any',
    items: items.map((item) => ({ name: item.key, direction: 'IN', type: 'string', ...item })),
  }
  const { descriptor, findings } = loadDescriptor(JSON.stringify(file), { slug: 'x', file: 'x' })
  if (descriptor === undefined) throw new Error(JSON.stringify(findings))
  const readers = compileReads(descriptor)
  let told = 0
  const device = new DeviceItems(readers, {
    facts,
    sampleInterval: 10,
    changed: () => {
      told += 1
    },
  })
  const index = (key: string) => readers.indexOf.get(key) ?? -1
  const keys = (changes: readonly number[]) => changes.map((i) => descriptor.items[i]?.key)
  return {
    device,
    facts,
    told: () => told,
    changes: () => keys(device.takeChanges()),
    value: (key: string) => device.value(index(key)),
    state: (key: string, now: number) => device.state(index(key), now),
    remember: (key: string, value: number, at: number) =>
      device.remember(index(key), { value, at }),
    /** Folds an event and computes what it concerns. */
    apply(event: StationEvent, now = start) {
      device.update(advance(facts, event), now)
    },
  }
}

const status = (word: 'Charging' | 'Available', at = start): StationEvent => ({
  kind: 'StatusReported',
  connector: 1,
  status: word,
  at,
})
const volts = (value: number, at: number): StationEvent => ({
  kind: 'Metered',
  connector: 1,
  samples: [
    { measurand: 'Voltage', phase: '', location: '', context: 'Sample.Periodic', value, at },
  ],
})

test('what nothing was said of is unknown', () => {
  const { device, state, changes } = open()
  device.refresh(start)
  assert.equal(changes(), [])
  const { item: _, ...found } = state('volts', start) ?? {}
  assert.equal(found, { value: null, quality: 'unknown', at: null })
})

test('an event changes the items it concerns, and those that read them, once a turn', () => {
  const { apply, changes, told, value } = open()
  apply(status('Charging'))
  assert.equal(told(), 1)
  apply(volts(230, start))
  assert.equal(told(), 1, 'told once until the changes are taken')
  assert.equal(changes(), ['state', 'copy', 'volts'])
  assert.equal([value('state'), value('copy'), value('volts')], ['Charging', 'Charging', 230])
  assert.equal(changes(), [])
  apply(status('Charging', start + 1))
  assert.equal([told(), changes()], [1, []], 'the same again is no change')
})

test('the time of a value is that of the fact behind it', () => {
  const { apply, state, facts } = open()
  facts.station.online = true
  apply(volts(230, start - 5000))
  const found = state('volts', start)
  assert.equal([found?.at, found?.quality], [start - 5000, 'good'])
})

test('a sample is stale after three intervals, and that is a change', () => {
  const { apply, device, state, changes, facts } = open()
  facts.station.online = true
  apply(volts(230, start))
  apply(status('Charging'))
  changes()
  device.sweep(start + 30_000)
  assert.equal(changes(), [])
  device.sweep(start + 30_001)
  assert.equal(changes(), ['volts'], 'a status does not go stale')
  assert.is(state('volts', start + 30_001)?.quality, 'stale')
  apply(volts(230, start + 31_000), start + 31_000)
  assert.equal(changes(), ['volts'])
  assert.is(state('volts', start + 31_000)?.quality, 'good')
})

test('a link that goes changes what every known value is worth', () => {
  const { apply, device, state, changes, facts } = open()
  facts.station.online = true
  apply(volts(230, start))
  changes()
  facts.station.online = false
  device.relink(start)
  assert.equal(changes(), ['volts'])
  assert.is(state('volts', start)?.quality, 'offline')
})

test('an item without a transaction is idle, once the station was seen', () => {
  const { device, value, facts } = open()
  device.refresh(start)
  assert.is(value('amps'), null)
  facts.station.seen = true
  device.update(group.link, start)
  assert.is(value('amps'), 0)
})

test('a written value stays, and is a change when it is another', () => {
  const { remember, changes, state, device } = open()
  remember('limit', 16, start)
  assert.equal(changes(), ['limit'])
  remember('limit', 16, start + 5)
  assert.equal(changes(), [])
  assert.is(state('limit', start)?.at, start + 5)
  device.refresh(start + 9)
  assert.is(state('limit', start)?.value, 16)
})

test('what has no value by another descriptor is a change where it had one, or was one untold', () => {
  const { device, facts, apply, changes } = open()
  const anew = () => {
    const after = open(newFacts(newStationFacts('CP1'), 1))
    after.device.refresh(start, device)
    return after.changes()
  }
  apply(status('Charging'))
  assert.equal(
    [changes(), anew()],
    [
      ['state', 'copy'],
      ['state', 'copy'],
    ],
  )
  facts.status = undefined
  device.update(everyGroup, start)
  assert.is(device.value(0), null)
  assert.equal(anew(), ['state', 'copy'])
  changes()
  assert.equal(anew(), [])
})

test.run()
