import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countAll, countReading, newCount } from '../../runtime/ledger/count.ts'
import { sumOf } from '../../runtime/ledger/energy.ts'
import type { Reading } from '../../runtime/ledger/registers.ts'

const minute = 60_000

/** Readings of a register a minute apart, from 0. */
function readings(...values: readonly number[]): Reading[] {
  return values.map((value, index) => ({ at: index * minute, value }))
}

/** Further readings from a minute on. */
function later(from: number, ...values: readonly number[]): Reading[] {
  return values.map((value, index) => ({ at: (from + index) * minute - 1, value }))
}

function energyOf(all: readonly Reading[], of: { start?: number; end?: number } = {}) {
  const { start, end } = of
  const { energy, breaks } = sumOf(countAll(all), {
    start: start === undefined ? undefined : { at: 0, value: start },
    end: end === undefined ? undefined : { at: all.length * minute, value: end },
  })
  return [energy, ...breaks]
}

const cases: readonly [what: string, got: unknown[], expected: unknown[]][] = [
  ['nothing known', energyOf([]), [undefined]],
  ['a start alone', energyOf([], { start: 100 }), [0]],
  ['an end alone', energyOf([], { end: 100 }), [undefined]],
  ['start and end', energyOf([], { start: 100, end: 350 }), [250]],
  ['readings alone', energyOf(readings(100, 200, 350)), [250]],
  ['all of it', energyOf(readings(110, 200, 350), { start: 100, end: 400 }), [300]],
  ['an end a little below the start', energyOf([], { start: 1000, end: 999 }), [0]],
  ['rounded readings', energyOf(readings(1010, 1020), { start: 1004, end: 1016 }), [12]],
  ['a register that begins anew', energyOf(readings(900, 5, 40)), [35, 'reset']],
  ['an end after it began anew', energyOf(readings(900, 1000), { end: 20 }), [100, 'reset']],
  ['an end of 0 for none', energyOf(readings(1000, 5000), { start: 900, end: 0 }), [4100, 'reset']],
  ['an overflow', energyOf(readings(2 ** 32 - 300, 200)), [500, 'wrap']],
  ['an overflow at a million', energyOf(readings(999_900, 150)), [250, 'wrap']],
  ['a leap', energyOf(readings(100, 200, 9e9, 9e9 + 50)), [150, 'leap']],
  ['a spike', energyOf(readings(100, 200, 9e9, 300)), [200, 'leap']],
  ['a small spike', energyOf(readings(100, 200, 90_000, 300)), [200, 'leap']],
  ['a dip to nothing', energyOf(readings(1000, 2000, 0, 2100)), [1100, 'leap']],
  ['a single reading that is a leap', energyOf(readings(9e9), { start: 5, end: 25 }), [20, 'leap']],
  ['two beginnings', energyOf(readings(500, 600, 0, 90, 0, 70)), [260, 'reset']],
  ['a clock set back', energyOf([...readings(0, 90, 200, 300), ...later(2, 310, 330)]), [330]],
]

for (const [what, got, expected] of cases) {
  test(`Energy of ${what}`, () => assert.equal(got, expected))
}

const story = fc
  .tuple(
    fc.integer({ min: 0, max: 50_000 }),
    fc.array(
      fc.oneof(
        { weight: 12, arbitrary: fc.integer({ min: 0, max: 300 }) },
        { weight: 1, arbitrary: fc.constant('reset' as const) },
      ),
      { minLength: 1, maxLength: 20 },
    ),
  )
  .map(([first, steps]) => {
    let register = first
    const values = [first]
    for (const step of steps) {
      if (step !== 'reset') register += step
      // A fall that is too small to be one is rounding.
      else if (register > 400) register = 0
      values.push(register)
    }
    // Further apart than a clock is set back.
    return values.map((value, index) => ({ at: index * 10 * minute, value }))
  })

/** What was counted between readings, by hand. */
function truth(all: readonly Reading[]): number {
  let sum = 0
  for (const [index, { value }] of all.entries()) {
    const before = all[index - 1]?.value ?? value
    if (value > before) sum += value - before
  }
  return sum
}

test('Readings in any order, some twice, lead to the same energy', () => {
  let anew = 0
  const shuffled = story.chain((all) =>
    fc.record({
      all: fc.constant(all),
      order: fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ all, order }) => {
      let count = newCount()
      const seen: Reading[] = []
      for (const reading of order) {
        seen.push(reading)
        if (countReading(count, reading)) continue
        count = countAll(seen)
        anew += 1
      }
      assert.is(sumOf(count, {}).energy, truth(all))
    }),
    { numRuns: 2000 },
  )
  assert.ok(anew > 10, `${anew} counted anew`)
})

test('However broken a register is, the energy is never negative and what is kept stays small (M7, M8, M9)', () => {
  const value = fc.oneof(fc.nat(1000), fc.nat(1e12), fc.constantFrom(0, 1e9, 2 ** 32))
  const any = fc.record({ at: fc.nat(1e7), value })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 200 }), fc.option(value), (all, end) => {
      const count = newCount()
      for (const reading of all) countReading(count, reading)
      assert.ok(count.stretches.length <= 64)
      const at = { at: 1e7, value: end ?? 0 }
      const { energy = 0 } = sumOf(count, end === null ? {} : { end: at })
      assert.ok(energy >= 0, `${energy}`)
    }),
  )
})

test('what comes again needs no counting anew, also after a reading was left out', () => {
  const count = newCount()
  const all = readings(100, 200, 9e9, 300, 400)
  for (const reading of all) assert.ok(countReading(count, reading))
  assert.ok(count.spiked)
  const before = structuredClone(count)
  // The last ones are read again after a restart.
  for (const reading of all.slice(3)) assert.ok(countReading(count, reading))
  assert.equal(count, before)
  // What was left out may have been right.
  assert.is(countReading(count, { at: 2 * minute, value: 9e9 }), false)
})

test.run()
