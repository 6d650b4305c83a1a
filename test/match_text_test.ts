import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { boundsOf, firmwareFits, globFits, isRange } from '../runtime/match_text.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'B', '.', '(', '-'), maxLength: 8 })
const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', '(', '*', '*'), maxLength: 8 })

test('a pattern :: fits as the regular expression of it would', () => {
  fc.assert(
    fc.property(pattern, word, (glob, text) => {
      const parts = glob.split('*').map((part) => part.replaceAll(/[.(]/g, '\\$&'))
      const expected = new RegExp(`^${parts.join('.*')}$`, 'is').test(text)
      assert.is(globFits(glob, text), expected, `${glob} ${text}`)
    }),
    { numRuns: 1000 },
  )
})

test('a pattern :: that is made to be slow is not', () => {
  assert.is(globFits(`${'*a'.repeat(100)}*b`, 'a'.repeat(60_000)), false)
})

const firmwares: readonly [string, string, boolean][] = [
  ['>=5.2 <6', '5.2', true],
  ['>=5.2 <6', '5.10.1', true],
  ['>=5.2 <6', '6.0', false],
  ['>= 5.2, < v6', '5.9', true],
  ['<=1.8.21', 'TAC3Z9C10000000::V1.8.21', true],
  ['<=1.8.21', 'TAC3Z9C10000000::V1.8.22', false],
  ['>=055.6', '055.5', false],
  ['>=55.6', '055.8', true],
  ['>=328', '331', true],
  ['=4.15.7', '4.15.7-4054', true],
  ['>100', 'V100R023C10SPC220', false],
  ['>=1', 'beta', false],
  ['1.8', '1.8.21', true],
  ['1.8', '2.1.8', false],
  ['*-mg', 'x.7b107-MG', true],
  ['TAC*V1.*', 'tac3z::v1.8', true],
]

for (const [range, firmware, fits] of firmwares) {
  test(`firmware :: ${firmware} ${fits ? 'fits' : 'does not fit'} ${range}`, () => {
    assert.is(firmwareFits(range, firmware), fits)
  })
}

test('a range :: is told from a pattern', () => {
  assert.is(isRange('>=5.2 <6'), true)
  assert.is(isRange('5.2'), false)
  assert.is(isRange('>=5.2 or so'), false)
  assert.equal(boundsOf('>=v5.2'), [{ operator: '>=', version: [5, 2] }])
})

test.run()
