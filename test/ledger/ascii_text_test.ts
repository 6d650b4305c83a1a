import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AsciiText } from '../../runtime/ledger/ascii_text.ts'

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  // Those that meters tell: few decimals, of whatever length.
  fc
    .tuple(fc.integer({ min: -(2 ** 32), max: 2 ** 32 }), fc.integer({ min: 0, max: 5 }))
    .map(([digits, places]) => Number((digits / 10 ** places).toFixed(places))),
  fc.constantFrom(0, -0, 0.001, 0.0005, -0.1, 2 ** 31, 2 ** 31 - 1, 2 ** 31 / 1000, 1e21, 5e-324),
)

test('any texts and numbers follow each other as strings do', () => {
  const text = new AsciiText(4)
  const part = fc.oneof(number, fc.string({ unit: 'binary-ascii', maxLength: 8 }))
  const property = fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
    text.clear()
    for (const one of parts) {
      if (typeof one === 'number') text.number(one)
      else text.text(one)
    }
    assert.is(text.toString(), parts.join(''))
  })
  fc.assert(property, { numRuns: 1000 })
})

test('every thousandth up to a thousand is worded as String does', () => {
  const text = new AsciiText(64)
  for (let n = -1_000_000; n <= 1_000_000; n++) {
    text.clear()
    text.number(n / 1000)
    if (text.toString() !== String(n / 1000)) assert.is(text.toString(), String(n / 1000))
  }
})

test.run()
