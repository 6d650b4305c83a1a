import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { firmwareFits, globFits } from '../../runtime/match_text.ts'
import { globsMeet, overlapOf } from '../../runtime/plugin/overlap.ts'
import type { Match } from '../../runtime/plugin/plugin.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 5 })

/** All texts of a few letters, in which any two short patterns that meet have one in common. */
const texts = words(10)

test('two patterns meet exactly where a text fits both', () => {
  fc.assert(
    fc.property(pattern, pattern, (one, two) => {
      const common = texts.some((text) => globFits(one, text) && globFits(two, text))
      assert.is(globsMeet(one, two), common, `${one} ${two}`)
      assert.is(globsMeet(two, one), common)
    }),
    { numRuns: 300 },
  )
})

const version = fc.tuple(fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'))
const range = fc
  .array(fc.tuple(fc.constantFrom('>=', '<=', '>', '<', '='), version), {
    minLength: 1,
    maxLength: 2,
  })
  .map((bounds) => bounds.map((bound) => bound.join('')).join(' '))

/** Versions at, just above and just below everything that a range of these may name. */
const versions = [0, 1, 2, 3].flatMap((major) =>
  [0, 1, 2, 3, 4].flatMap((minor) => [`${major}.${minor}`, `${major}.${minor}.1`]),
)

test('two ranges meet where a version fits both', () => {
  fc.assert(
    fc.property(range, range, (one, two) => {
      const common = versions.some((v) => firmwareFits(one, v) && firmwareFits(two, v))
      const vendor = 'Maker'
      const found = overlapOf([{ vendor, firmware: one }], [{ vendor, firmware: two }])
      assert.is(found !== undefined, common, `${one} | ${two}`)
    }),
    { numRuns: 500 },
  )
})

const cases: readonly [string, Match, Match, boolean][] = [
  ['the same', { vendor: 'Maker' }, { vendor: 'MAKER' }, true],
  ['other vendors', { vendor: 'Maker' }, { vendor: 'Taker' }, false],
  ['one says more', { vendor: 'Maker' }, { vendor: 'Maker', model: 'X' }, false],
  ['a longer pattern', { model: '*ABC*' }, { model: '*ABCD*' }, false],
  ['crossing patterns', { model: '*ABC*' }, { model: '*XYZ*' }, true],
  ['a pattern and a text', { model: 'BOX*' }, { model: 'BOX' }, true],
  ['nothing said and anything', { vendor: '', model: 'A' }, { vendor: '*', model: 'A' }, false],
  ['nothing said twice', { vendor: '', model: 'A' }, { vendor: '', model: 'A' }, true],
  ['other keys', { keys: ['abc'] }, { keys: ['xyz'] }, false],
  ['the same keys', { keys: ['abc', 'x'] }, { keys: ['X', 'ABC'] }, true],
  ['two serials of one box', { serial: 'A*' }, { serial: 'B*' }, true],
  ['firmware apart', { vendor: 'M', firmware: '>=2' }, { vendor: 'M', firmware: '<=1' }, false],
  ['a range and a pattern', { vendor: 'M', firmware: '>=2' }, { vendor: 'M', firmware: '*' }, true],
  ['beginnings', { vendor: 'M', firmware: 'V1' }, { vendor: 'M', firmware: 'V2' }, false],
]

for (const [what, one, two, meets] of cases) {
  test(`${what} :: ${meets ? 'overlap' : 'do not overlap'}`, () => {
    assert.is(overlapOf([one], [two]) !== undefined, meets)
    assert.is(overlapOf([two], [one]) !== undefined, meets)
  })
}

test('an overlap names the entries', () => {
  const found = overlapOf([{ vendor: 'A' }, { vendor: 'B' }], [{ model: 'X' }, { vendor: 'B' }])
  assert.equal(found, { entry: 1, other: 1, score: 8001 })
})

test.run()

function words(longest: number): readonly string[] {
  const all = ['']
  for (let from = 0, length = 0; length < longest; length++) {
    const to = all.length
    for (; from < to; from++) all.push(`${all[from]}a`, `${all[from]}b`)
  }
  return all.slice(1)
}
