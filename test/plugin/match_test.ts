import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bestFit, factsOf, fitOf, type MatchFacts, scoreOf } from '../../runtime/plugin/match.ts'
import type { Match } from '../../runtime/plugin/plugin.ts'

const facts = factsOf('EVB-P1', {
  path: '/ocpp/EVB-P1',
  identity: {
    chargePointVendor: ' Maker ',
    chargePointModel: 'BOX-22',
    chargePointSerialNumber: 'SN1',
    chargeBoxSerialNumber: 'SN2',
    firmwareVersion: 'V1.8.21',
  },
  keys: new Set(['evb_key', 'other']),
})

const fitting: readonly [Match, boolean][] = [
  [{ vendor: 'maker' }, true],
  [{ vendor: 'make' }, false],
  [{ vendor: 'MAK*', model: '*22' }, true],
  [{ vendor: 'Mak*', model: '*11' }, false],
  [{ firmware: '<=1.8.21' }, true],
  [{ firmware: '<1.8.21' }, false],
  [{ firmware: 'v1.8' }, true],
  [{ serial: 'SN1' }, true],
  [{ serial: 'sn2' }, true],
  [{ serial: 'SN3' }, false],
  [{ station: 'EVB-*' }, true],
  [{ path: '/ocpp/*' }, true],
  [{ path: '/ocpp' }, false],
  [{ keys: ['EVB_Key'] }, true],
  [{ keys: ['evb_key', 'none'] }, false],
]

for (const [match, fits] of fitting) {
  test(`a station ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(match)}`, () => {
    assert.is(fitOf(match, facts) !== undefined, fits)
  })
}

test('a station that has not said who it is fits no identity, not even an empty one', () => {
  const unknown = factsOf('EVB-P1', {})
  for (const match of [{ vendor: '*' }, { vendor: '' }, { model: '*' }, { serial: '*' }]) {
    assert.is(fitOf(match, unknown), undefined, JSON.stringify(match))
  }
  assert.equal(fitOf({ station: 'EVB-*' }, unknown), [
    { fact: 'station', pattern: 'EVB-*', value: 'EVB-P1' },
  ])
})

test('a fact that a station does not say fits only where that is asked for', () => {
  const silent = factsOf('X', { identity: { chargePointModel: 'ACChargePoint' } })
  assert.ok(fitOf({ vendor: '', model: 'ACChargePoint' }, silent))
  assert.is(fitOf({ vendor: '*', model: 'ACChargePoint' }, silent), undefined)
  assert.is(fitOf({ vendor: '' }, facts), undefined)
})

const ordered: readonly Match[] = [
  { firmware: '>=1' },
  { path: '/*' },
  { keys: ['a', 'b'] },
  { keys: ['a'], path: '/x', firmware: '1' },
  { vendor: 'M*' },
  { vendor: 'Maker' },
  { vendor: 'Maker', keys: ['a'], path: '/x', firmware: '1' },
  { model: 'B*' },
  { vendor: 'M*', model: 'B*' },
  { vendor: 'M*', model: 'BOX*' },
  { serial: 'S*' },
  { serial: 'S*', vendor: 'Maker', model: 'BOX-22', keys: ['a'], path: '/x', firmware: '1' },
  { station: 'E*' },
]

test('an entry weighs more than all facts that more stations share', () => {
  const scores = ordered.map(scoreOf)
  assert.equal(
    scores,
    scores.toSorted((a, b) => a - b),
  )
  assert.is(new Set(scores).size, scores.length)
})

test('the letters of patterns never outweigh a fact', () => {
  assert.ok(scoreOf({ vendor: 'x'.repeat(255), path: 'y'.repeat(255) }) < scoreOf({ model: '*' }))
})

test('the best entry counts, among equals the first, and the facts are told', () => {
  const match: readonly Match[] = [{ vendor: 'M*' }, { vendor: 'Mak*' }, { vendor: '*ker' }]
  assert.equal(bestFit(match, facts), {
    entry: 1,
    score: 8003,
    facts: [{ fact: 'vendor', pattern: 'Mak*', value: 'Maker' }],
  })
  assert.is(bestFit([{ vendor: 'X' }], facts), undefined)
  assert.is(bestFit([], facts), undefined)
})

test('a pattern that is made to be slow is not', () => {
  const long: MatchFacts = { ...facts, vendor: 'a'.repeat(60_000) }
  assert.is(fitOf({ vendor: `${'*a'.repeat(120)}*b` }, long), undefined)
})

test.run()
