import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { compileReads } from '../../runtime/descriptor/read.ts'
import { DeviceItems } from '../../runtime/items/device_items.ts'
import { type ConfigurationValue, newFacts, newStationFacts } from '../../runtime/model.ts'

const file = {
  ddf: 1,
  name: 'Any',
  items: [
    {
      key: 'mode',
      name: 'Mode',
      direction: 'IN',
      type: 'integer',
      read: {
        from: 'Configuration',
        key: 'Mode',
        variable: 'EVSE/Mode',
        map: { fast: 2, '*': 0 },
      },
    },
  ],
}

interface Told {
  readonly station?: Partial<ConfigurationValue>
  readonly connector?: Partial<ConfigurationValue>
}

/** What the item shows, once a station, or its connector, told a variable. */
function shown({ station, connector }: Told): unknown {
  const loaded = loadDescriptor(JSON.stringify(file), { slug: 'x', file: 'x' })
  if (loaded.descriptor === undefined) throw new Error(JSON.stringify(loaded.findings))
  const facts = newFacts(newStationFacts('CP1'), 1)
  const told = { key: 'EVSE/Mode', readonly: true }
  if (station) facts.station.configuration.set('evse/mode', { ...told, ...station })
  if (connector) facts.configuration = new Map([['evse/mode', { ...told, ...connector }]])
  const owner = { facts, sampleInterval: 10, changed: () => undefined }
  const items = new DeviceItems(compileReads(loaded.descriptor), owner)
  items.refresh(0)
  return items.value(0)
}

test('A setting that the station does not know is anything else to a map', () => {
  assert.is(shown({}), null)
  assert.is(shown({ station: { value: 'fast' } }), 2)
  assert.is(shown({ station: { value: 'slow' } }), 0)
  assert.is(shown({ station: { unknown: true } }), 0)
})

test('What one connector does not know says nothing of the station', () => {
  assert.is(shown({ connector: { unknown: true } }), null)
  assert.is(shown({ connector: { unknown: true }, station: { value: 'fast' } }), null)
  assert.is(shown({ connector: { value: 'fast' }, station: { unknown: true } }), 2)
  assert.is(shown({ connector: { value: '' }, station: { unknown: true } }), 0)
})

test.run()
