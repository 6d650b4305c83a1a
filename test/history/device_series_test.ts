import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DeviceSeries } from '../../runtime/history/device_series.ts'
import { SeriesRows } from '../../runtime/history/series_rows.ts'

/** More devices than are remembered at first; those that come again have another number. */
const addresses = Array.from({ length: 150 }, (_, n) => `CP${n}:1`)

test('Each item of each device has its own series, whatever the numbers of the devices', () => {
  const step = fc.record({
    address: fc.constantFrom(...addresses),
    number: fc.integer({ min: 1, max: 300 }),
    item: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 200, maxLength: 400 }), (steps) => {
      const devices = new DeviceSeries(new SeriesRows())
      const known = new Map<string, Map<number, number>>()
      let last = 0
      for (const { address, number, item } of steps) {
        const of = known.get(address) ?? new Map<number, number>()
        known.set(address, of)
        const first = devices.first({ address, number })
        assert.is(first, of.values().next().value ?? 0)
        for (const from of of.values()) {
          assert.is(devices.find(item, first, from), of.get(item) ?? 0)
        }
        if (of.has(item)) continue
        devices.add(address, item, ++last)
        of.set(item, last)
      }
      const all: [number, string, number][] = []
      devices.each((series, address, item) => all.push([series, address, item]))
      assert.is(all.length, last)
      for (const [series, address, item] of all) {
        assert.is(known.get(address)?.get(item), series)
        assert.is(devices.of(address, item), series)
      }
    }),
    { numRuns: 40 },
  )
})

test.run()
