import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { HeldClock } from '../runtime/held_clock.ts'
import { Rounds } from '../runtime/station/rounds.ts'
import { TestClock, turn } from './support/test_clock.ts'

test('time stands still while messages are handled together, and goes on after', async () => {
  const base = new TestClock({ now: 1000 })
  const clock = new HeldClock(base)
  const rounds = new Rounds(clock)
  const seen: number[] = []
  rounds.begin()
  await base.advance(5, turn)
  rounds.owe({ conclude: () => undefined, settle: () => void seen.push(clock.now()) })
  seen.push(clock.now())
  rounds.end()
  seen.push(clock.now())
  assert.equal(seen, [1000, 1000, 1005])
})

test('time goes on after a round in which something threw', async () => {
  const base = new TestClock({ now: 1000 })
  const clock = new HeldClock(base)
  const rounds = new Rounds(clock)
  rounds.begin()
  rounds.owe({
    conclude: () => {
      throw new Error('broken')
    },
    settle: () => undefined,
  })
  await base.advance(5, turn)
  assert.throws(() => rounds.end(), 'broken')
  assert.is(clock.now(), 1005)
})

test('timers run on while time stands still', async () => {
  const base = new TestClock({ now: 0 })
  const clock = new HeldClock(base)
  let rang = false
  clock.hold()
  clock.after(10, () => {
    rang = true
  })
  await base.advance(10, turn)
  assert.ok(rang)
  assert.is(clock.now(), 0)
})

test.run()
