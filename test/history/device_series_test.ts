import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DeviceSeries } from '../../runtime/history/device_series.ts'
import { SeriesIds } from '../../runtime/history/series_ids.ts'
import { SeriesRows } from '../../runtime/history/series_rows.ts'

/** More devices than are remembered at first; those that come again have another number. */
const addresses = Array.from({ length: 150 }, (_, n) => `CP${n}:1`)

test('Each item of each device has its own series, whatever the numbers of the devices', () => {
  const step = fc.record({
    address: fc.constantFrom(...addresses),
    number: fc.integer({ min: 1, max: 300 }),
    item: fc.nat(4),
    isGone: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 200, maxLength: 400 }), (steps) => {
      const devices = new DeviceSeries(new SeriesRows())
      const known = new Map<string, Map<number, number>>()
      const ids = new SeriesIds(10_000)
      for (const { address, number, item, isGone } of steps) {
        if (isGone && known.has(address)) {
          const gone = devices.remove(address)
          assert.equal(gone, [...(known.get(address)?.values() ?? [])])
          known.delete(address)
          assert.is(devices.first({ address, number }), 0)
          for (const id of gone) ids.give(id)
        }
        const of = known.get(address) ?? new Map<number, number>()
        known.set(address, of)
        const first = devices.first({ address, number })
        assert.is(first, of.values().next().value ?? 0)
        for (const from of of.values()) {
          assert.is(devices.find(item, first, from), of.get(item) ?? 0)
        }
        if (of.has(item)) continue
        const id = ids.take()
        devices.add(address, item, id)
        of.set(item, id)
      }
      assert.equal([...devices.addresses()].sort(), [...known.keys()].sort())
      const all: [number, string, number][] = []
      devices.each((series, address, item) => all.push([series, address, item]))
      assert.is(all.length, ids.size)
      assert.is(new Set(all.map(([id]) => id)).size, ids.size)
      for (const [series, address, item] of all) {
        assert.is(known.get(address)?.get(item), series)
        assert.is(devices.of(address, item), series)
      }
    }),
    { numRuns: 40 },
  )
})

test('No id is given out twice, nor more than there may be, also after a restart', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 60 }), (steps) => {
      let ids = new SeriesIds(12)
      const taken = new Set<number>()
      for (const step of steps) {
        if (step > 0) {
          const id = ids.take()
          assert.is(id === 0, taken.size === 12)
          assert.not.ok(taken.has(id))
          if (id !== 0) taken.add(id)
          assert.ok(id <= 12)
        } else if (step === 0) {
          ids = new SeriesIds(12)
          ids.resume(taken)
        } else if (taken.delete(-step)) ids.give(-step)
        assert.is(ids.size, taken.size)
        assert.is(ids.isCrowded, taken.size > 6)
      }
    }),
  )
})

test.run()
