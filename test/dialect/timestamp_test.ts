import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { parseTimestamp, readTime } from '../../runtime/dialect/timestamp.ts'

const test = suite('dialect/timestamp')

const noon = Date.UTC(2026, 4, 2, 12, 0, 0)
const minute = 60_000

test('all times that Date writes are read exactly', () => {
  const date = fc.date({
    min: new Date('0100-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (time) => {
      const text = time.toISOString()
      assert.equal(readTime(text), time.getTime())
      assert.equal(readTime(text.replace('T', ' ')), time.getTime())
      const seconds = Math.floor(time.getTime() / 1000) * 1000
      assert.equal(readTime(`${text.slice(0, 19)}Z`), seconds)
      assert.equal(readTime(text.slice(0, 19)), seconds)
    }),
    { numRuns: 500 },
  )
})

test('fields that no day or clock has are no time, as Date.parse says', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'))
  const text = fc
    .tuple(fc.integer({ min: 1900, max: 2199 }), two, two, two, two, two)
    .map(([y, mo, d, h, mi, s]) => `${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
  fc.assert(
    fc.property(text, (text) => {
      const [year, month, day] = text.split(/[-T]/).map(Number)
      const exists = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day
      const known = exists ? Date.parse(text.replace(':60Z', ':59Z')) : Number.NaN
      const leap = text.endsWith(':60Z') ? 1000 : 0
      assert.equal(readTime(text), known + leap)
    }),
    { numRuns: 500 },
  )
})

const spellings: readonly [string, number][] = [
  ['2026-05-02T12:00:00Z', noon],
  ['2026-05-02T12:00:00.250Z', noon + 250],
  ['2026-05-02T12:00:00.5Z', noon + 500],
  ['2026-05-02T12:00:00.123456789Z', noon + 123],
  ['2026-05-02T12:00:00,75Z', noon + 750],
  ['2026-05-02t12:00:00z', noon],
  ['2026-05-02 12:00:00', noon],
  ['2026-05-02T12:00:00', noon],
  ['2026-05-02T12:00Z', noon],
  ['2026-5-2T12:00:00Z', noon],
  ['  2026-05-02T12:00:00Z ', noon],
  ['2026-05-02T14:00:00+02:00', noon],
  ['2026-05-02T12:00:00+0000', noon],
  ['2026-05-02T12:00:00+00:00', noon],
  ['2026-05-02T15:00:00+03', noon],
  ['2026-05-02T08:30:00-03:30', noon],
  ['2026-05-02T12:00:00.000+0000', noon],
  ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
  ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ['2026-05-02T24:00:00Z', noon + 12 * 60 * minute],
  ['2026-05-01T23:59:60Z', noon - 12 * 60 * minute],
]
for (const [text, expected] of spellings) {
  test(`"${text}" is ${new Date(expected).toISOString()}`, () => {
    assert.equal(readTime(text), expected)
  })
}

const noTimes = [
  '',
  'null',
  'now',
  '1777723200',
  '2026-05-02',
  '2026-02-29T12:00:00Z',
  '2100-02-29T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-05-02T25:00:00Z',
  '2026-05-02T24:00:01Z',
  '2026-05-02T12:60:00Z',
  '2026-05-02T12:00:00+25:00',
  '2026-05-02T12:00:00.Z',
  '0000-05-02T12:00:00Z',
  '２026-05-02T12:00:00Z',
  ' '.repeat(100_000),
]
for (const text of noTimes) {
  test(`"${text.slice(0, 40)}" is no time`, () => {
    assert.ok(Number.isNaN(readTime(text)))
    assert.deepEqual(parseTimestamp(text, noon), { at: noon, implausible: true })
  })
}

const beliefs: readonly [unknown, number, boolean][] = [
  ['2026-05-02T11:59:59Z', noon - 1000, false],
  ['2026-05-02T12:04:59Z', noon, false],
  ['2026-05-02T12:05:00Z', noon, false],
  ['2026-05-02T12:05:01Z', noon, true],
  ['2099-01-01T00:00:00Z', noon, true],
  ['1970-01-01T00:00:12Z', noon, true],
  ['2009-12-31T23:59:59Z', noon, true],
  ['2010-01-01T00:00:00Z', Date.UTC(2010, 0, 1), false],
  ['2020-01-01T00:05:29Z', Date.UTC(2020, 0, 1, 0, 5, 29), false],
  [undefined, noon, true],
  [null, noon, true],
  [1777723200, noon, true],
  [{}, noon, true],
]
for (const [text, at, implausible] of beliefs) {
  test(`at noon ${JSON.stringify(text)} is ${implausible ? 'not ' : ''}believed`, () => {
    assert.deepEqual(parseTimestamp(text, noon), { at, implausible })
  })
}

test('whatever comes, the time is a number no later than the receipt', () => {
  const digits = fc.stringMatching(/^[0-9TtZz:.,+ -]{1,30}$/)
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), digits), (text) => {
      const { at } = parseTimestamp(text, noon)
      assert.ok(at <= noon && at >= Date.UTC(2010, 0, 1), String(at))
    }),
  )
})

test.run()
