import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ByteReader, ByteWriter } from '../../runtime/history/bytes.ts'
import { decodePoints, encodePoints } from '../../runtime/history/points.ts'

const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1000),
  fc.constantFrom(0, -0, 0.1, 11.011, 2 ** 53, -(2 ** 60), 1e-7, 5e-324),
  fc.boolean(),
  fc.string({ unit: 'grapheme' }),
  fc.constant(null),
)
const points = fc
  .array(fc.record({ tick: fc.integer({ min: 0, max: 35_999 }), value }), { maxLength: 100 })
  .map((list) => list.sort((a, b) => a.tick - b.tick))

test('Any points come back as they were, also from several parts', () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      const bytes = new Uint8Array([...encodePoints(a), ...encodePoints(b)])
      const back = decodePoints(bytes)
      const all = [...a, ...b]
      assert.is(back.length, all.length)
      for (const [index, point] of all.entries()) {
        assert.is(back[index]?.tick, point.tick)
        assert.ok(
          Object.is(back[index]?.value, point.value),
          `${back[index]?.value} ${point.value}`,
        )
      }
    }),
  )
})

test('A number of some digits that changes a little takes three or four bytes', () => {
  const list = Array.from({ length: 360 }, (_, i) => ({
    tick: i * 100,
    value: 11 + (i % 7) / 1000,
  }))
  assert.ok(encodePoints(list).length < 360 * 3.1, String(encodePoints(list).length))
})

test('Bytes that end too early are an error, never a value', () => {
  const writer = new ByteWriter()
  writer.text('abc')
  const bytes = writer.take()
  assert.throws(() => new ByteReader(bytes.subarray(0, 2)).text(), /end within a text/)
  assert.throws(() => new ByteReader(new Uint8Array([128])).unsigned(), /end within a number/)
})

test.run()
