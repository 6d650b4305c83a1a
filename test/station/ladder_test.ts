import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { coreTraits } from '../../runtime/model.ts'
import {
  type LadderInput,
  type ProfileVariant,
  profileLadder,
} from '../../runtime/station/ladder.ts'
import { unitsOf } from '../../runtime/station/limit.ts'

const base: LadderInput = {
  traits: coreTraits.profile,
  wanted: { purpose: 'TxDefaultProfile', stackLevel: 'max', unit: 'auto' },
  maxStackLevel: undefined,
  units: [],
  charging: false,
  outlets: 1,
  learned: undefined,
}

/** A variant on one line. */
function short({ purpose, profileKind, stackLevel, unit, wholeStation }: ProfileVariant): string {
  return `${purpose} ${profileKind} ${stackLevel} ${unit}${wholeStation ? ' station' : ''}`
}

function first(input: Partial<LadderInput>): string {
  const [variant] = profileLadder({ ...base, ...input })
  if (variant === undefined) throw new Error('No variant')
  return short(variant)
}

test('the variants for a station of which nothing is known', () => {
  assert.equal(profileLadder(base).map(short), [
    'TxDefaultProfile Absolute 0 A',
    'TxDefaultProfile Absolute 0 W',
    'TxDefaultProfile Relative 0 A',
    'ChargePointMaxProfile Absolute 0 A station',
    'TxDefaultProfile Absolute 0 A station',
  ])
})

test('the first variant is what descriptor and station say', () => {
  assert.is(first({ maxStackLevel: 8 }), 'TxDefaultProfile Absolute 8 A')
  assert.is(first({ units: ['W'] }), 'TxDefaultProfile Absolute 0 W')
  assert.is(first({ units: ['A', 'W'] }), 'TxDefaultProfile Absolute 0 A')
  const wanted = { stackLevel: 5, unit: 'W', profileKind: 'Relative' } as const
  assert.is(first({ wanted, units: ['A'] }), 'TxDefaultProfile Relative 5 W')
  assert.is(first({ wanted, maxStackLevel: 2 }), 'TxDefaultProfile Relative 2 W')
  const tx = { ...base.wanted, purpose: 'TxProfile' } as const
  assert.is(first({ wanted: tx }), 'TxDefaultProfile Absolute 0 A', 'nothing charges')
  assert.is(first({ wanted: tx, charging: true }), 'TxProfile Absolute 0 A')
})

test('the traits of a family narrow the variants', () => {
  const traits = {
    ...coreTraits.profile,
    purposes: ['TxProfile' as const],
    kinds: ['Relative' as const],
    stackLevel: 0,
    unit: 'W' as const,
  }
  const input = { ...base, traits, charging: true, maxStackLevel: 9 }
  assert.equal(profileLadder(input).map(short), [
    'TxProfile Relative 0 W',
    'TxProfile Relative 0 W station',
  ])
})

test('what was learned comes first, unless it needs a transaction that is over', () => {
  const learned: ProfileVariant = {
    purpose: 'TxProfile',
    profileKind: 'Relative',
    stackLevel: 0,
    unit: 'W',
    wholeStation: false,
  }
  assert.is(first({ learned, charging: true }), 'TxProfile Relative 0 W')
  assert.is(first({ learned }), 'TxDefaultProfile Absolute 0 A')
})

test('no variant comes twice, and there are at most twelve', () => {
  const level = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })
  const input = fc.record({
    maxStackLevel: level,
    units: fc.subarray(['A', 'W'] as const),
    charging: fc.boolean(),
    wanted: fc.record({
      purpose: fc.constantFrom('TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'),
      stackLevel: fc.oneof(fc.constant('max' as const), fc.integer({ min: 0, max: 30 })),
      unit: fc.constantFrom('A', 'W', 'auto'),
    }),
  })
  fc.assert(
    fc.property(input, (given) => {
      const variants = profileLadder({ ...base, ...given })
      assert.ok(variants.length > 0 && variants.length <= 12)
      assert.is(new Set(variants.map(short)).size, variants.length)
      for (const { stackLevel, purpose } of variants) {
        assert.ok(stackLevel <= (given.maxStackLevel ?? 30), 'never above what the station takes')
        assert.ok(purpose !== 'TxProfile' || given.charging)
      }
    }),
    { numRuns: 200 },
  )
})

test('units as stations spell them', () => {
  const spellings: readonly (readonly [string, readonly string[]])[] = [
    ['Current', ['A']],
    ['Power', ['W']],
    ['Current,Power', ['A', 'W']],
    ['power, current', ['A', 'W']],
    ["'Current'", ['A']],
    ['A', ['A']],
    ['w', ['W']],
    ['', []],
    ['Amperes', []],
  ]
  for (const [text, units] of spellings) assert.equal(unitsOf(text), units, text)
})

test.run()
