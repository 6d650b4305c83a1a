import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StationEvent, StatusWord } from '../../runtime/model.ts'
import { RemoteStarts } from '../../runtime/station/remote_starts.ts'

const asked = (idTag: string, more: object = {}): StationEvent => ({
  kind: 'StartAsked',
  connector: 1,
  idTag,
  accepted: true,
  at: 100,
  ...more,
})
const started = (idTag: string, more: object = {}): StationEvent => ({
  kind: 'TransactionStarted',
  connector: 1,
  id: 77,
  idTag,
  cardStatus: 'Accepted',
  known: true,
  at: 200,
  ...more,
})
const status = (word: StatusWord, at = 150): StationEvent => ({
  kind: 'StatusReported',
  connector: 1,
  status: word,
  at,
})
const booted = { kind: 'Booted', identity: {}, at: 300 } as const

/** States after these events. */
function states(events: readonly StationEvent[], now = 500): readonly string[] {
  const starts = new RemoteStarts()
  for (const event of events) starts.apply(event)
  return starts.list(now, 1000).map(({ idTag, state }) => `${idTag} ${state}`)
}

test('a start is pending until its card starts a transaction', () => {
  assert.equal(states([asked('A')]), ['A pending'])
  assert.equal(states([asked('A'), started('a')]), ['A started'])
  assert.equal(states([asked('A', { connector: 0 }), started('A', { connector: 2 })]), [
    'A started',
  ])
  assert.equal(states([asked('A'), started('B')]), ['A pending'])
  assert.equal(states([asked('A'), started('A', { connector: 2 })]), ['A pending'])
  assert.equal(states([asked('A'), started('A', { at: 50 })]), ['A pending'])
  const card = { idTag: 'A', status: 'Accepted', known: true } as const
  const updated = { kind: 'TransactionUpdated', id: 'x', connector: 1, card, at: 200 } as const
  assert.equal(states([asked('A'), updated]), ['A started'])
})

test('a start that leads to nothing does not stay pending', () => {
  assert.equal(states([asked('A', { accepted: false })]), ['A refused'])
  assert.equal(states([asked('A'), status('Available')]), ['A pending'])
  assert.equal(states([asked('A'), status('Preparing'), status('Available')]), ['A expired'])
  assert.equal(states([asked('A')], 1100), ['A expired'])
  assert.equal(states([asked('A'), booted]), ['A lost'])
  assert.equal(states([asked('A'), asked('B')]), ['A lost', 'B pending'])
  assert.equal(states([asked('A'), asked('B', { accepted: false })]), ['A pending', 'B refused'])
  assert.equal(states([asked('A'), started('A'), booted, status('Available', 400)]), ['A started'])
})

test('only the last are kept', () => {
  const kept = states(Array.from({ length: 50 }, (_, n) => asked(`${n}`)))
  assert.equal([kept.length, kept[0], kept.at(-1)], [40, '10 lost', '49 pending'])
})

test.run()
