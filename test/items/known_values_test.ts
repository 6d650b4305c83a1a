import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KnownPlaces, KnownValues } from '../../runtime/items/known_values.ts'
import { Values } from '../../runtime/items/values.ts'

const size = 6
const value = fc.constantFrom(null, 0, 1, -1.5, 2 ** 40, '', 'a', true, false)
const step = fc.record({
  device: fc.nat(3),
  index: fc.nat(size - 1),
  value,
  time: fc.constantFrom(Number.NaN, 0, 1.8e12),
  isNew: fc.nat(9).map((n) => n === 0),
})

test('KnownValues :: each device knows its own, wherever others keep theirs', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const places = new KnownPlaces(size)
      const make = () => ({
        known: new KnownValues(places),
        values: new Values(size),
        times: new Array<number>(size).fill(Number.NaN),
      })
      const devices = Array.from({ length: 4 }, make)
      for (const { device, index, value, time, isNew } of steps) {
        if (isNew) devices[device] = make()
        const { known, values, times } = devices[device] ?? make()
        assert.is(known.set(index, value), values.set(index, value))
        known.setTime(index, time)
        times[index] = time
        for (const { known, values, times } of devices) {
          for (let i = 0; i < size; i++) {
            assert.is(known.get(i), values.get(i))
            assert.ok(Object.is(known.time(i), times[i]))
          }
        }
      }
    }),
  )
})

test.run()
