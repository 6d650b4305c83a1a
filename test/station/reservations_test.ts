import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StationEvent } from '../../runtime/model.ts'
import { Reservations } from '../../runtime/station/reservations.ts'

const made = (id: number, at = 100): StationEvent => ({
  kind: 'ReservationMade',
  connector: 1,
  id,
  idTag: 'A',
  expiry: 1000,
  at,
})
const started = (at: number): StationEvent => ({
  kind: 'TransactionStarted',
  connector: 1,
  id: 77,
  idTag: 'A',
  cardStatus: 'Accepted',
  known: true,
  reservation: 5,
  at,
})
const status = (word: 'Available' | 'Reserved' | 'Faulted', at: number): StationEvent => ({
  kind: 'StatusReported',
  connector: 1,
  status: word,
  at,
})

/** States after these events, at a time. */
function states(events: readonly StationEvent[], now = 500): readonly string[] {
  const all = new Reservations()
  for (const event of events) all.apply(event)
  return all.list(now).map(({ id, state }) => `${id} ${state}`)
}

test('a reservation lasts until it is used, cancelled, given up, or its time is over', () => {
  const cancelled = { kind: 'ReservationEnded', id: 5, reason: 'cancelled', at: 200 } as const
  const told = { kind: 'ReservationEnded', id: 5, at: 200 } as const
  assert.equal(states([made(5)]), ['5 active'])
  assert.equal(states([made(5), status('Reserved', 101)]), ['5 active'])
  assert.equal(states([made(5), started(200)]), ['5 used'])
  assert.equal(states([made(5), cancelled]), ['5 cancelled'])
  assert.equal(states([made(5), told]), ['5 ended'])
  assert.equal(states([made(5), status('Faulted', 200)]), ['5 ended'])
  assert.equal(states([made(5), status('Available', 1000)]), ['5 expired'])
  assert.equal(states([made(5)], 1000), ['5 expired'])
})

test('what is over stays as it ended', () => {
  const cancelled = { kind: 'ReservationEnded', id: 5, reason: 'cancelled', at: 200 } as const
  assert.equal(states([made(5), cancelled, started(300)]), ['5 cancelled'])
  assert.equal(states([made(5), started(200), status('Available', 300), cancelled]), ['5 used'])
  assert.equal(states([made(5), cancelled], 2000), ['5 cancelled'])
})

test('a start told later uses one whose time is over meanwhile, none that was made after it', () => {
  assert.equal(states([made(5), status('Available', 1000), started(400)], 2000), ['5 used'])
  assert.equal(states([made(5, 100), started(50)]), ['5 active'])
})

test('a number in use means a new reservation, and only the last are kept', () => {
  assert.equal(states([made(5), started(200), made(6), made(5, 300)]), ['6 active', '5 active'])
  const many = Array.from({ length: 70 }, (_, id) => made(id))
  const kept = states(many)
  assert.is(kept.length, 64)
  assert.is(kept.at(-1), '69 active')
})

test.run()
