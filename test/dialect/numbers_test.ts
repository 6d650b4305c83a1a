import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { readNumber } from '../../runtime/dialect/numbers.ts'

const test = suite('dialect/numbers')

test('decimal text is the number that Number makes of it', () => {
  const decimals = fc.stringMatching(/^-?\d{1,18}(\.\d{1,12})?$/)
  fc.assert(
    fc.property(decimals, (text) => assert.equal(readNumber(text), Number(text) + 0)),
    { numRuns: 2000 },
  )
})

test('every finite number is read back from its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(readNumber(String(value)), value + 0)
      assert.equal(readNumber(value), value + 0)
    }),
  )
})

const spellings: readonly [unknown, number][] = [
  [' 0.5', 0.5],
  ['7.36\n', 7.36],
  ['1,5', 1.5],
  ['-0,25', -0.25],
  [',5', 0.5],
  ['.5', 0.5],
  ['5.', 5],
  ['+12', 12],
  ['1e3', 1000],
  ['1.5E-3', 0.0015],
  ['-0', 0],
  ['-0.0', 0],
  [-0, 0],
  ['007', 7],
]
for (const [value, expected] of spellings) {
  test(`${JSON.stringify(value)} is ${expected}`, () => assert.equal(readNumber(value), expected))
}

const none: readonly unknown[] = [
  '',
  ' ',
  '.',
  '-',
  ',',
  '1,234.5',
  '1.234,5',
  '1,2,3',
  '0x10',
  '0b1',
  '0o7',
  'Infinity',
  '-Infinity',
  'NaN',
  '1e999',
  '230 V',
  '1 000',
  '٣',
  Number.POSITIVE_INFINITY,
  Number.NaN,
  null,
  undefined,
  true,
  [1],
  `${'9'.repeat(100_000)}x`,
]
for (const value of none) {
  test(`${String(value).slice(0, 20)} (${typeof value}) is no number`, () => {
    assert.ok(Number.isNaN(readNumber(value)))
  })
}

test.run()
