import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { percentDecoded } from '../runtime/percent_decoded.ts'

const cases: [text: string, expected: string][] = [
  ['BOX', 'BOX'],
  ['BOX%201', 'BOX 1'],
  ['%C3%A9', 'é'],
  ['100%', '100%'],
  ['%C3', '%C3'],
  ['a%20b%', 'a%20b%'],
]

for (const [text, expected] of cases) {
  test(`percentDecoded() ${text} is ${expected}`, () => {
    assert.is(percentDecoded(text), expected)
  })
}

test.run()
