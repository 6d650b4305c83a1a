import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { HeldClock } from '../runtime/held_clock.ts'
import { Rounds } from '../runtime/station/rounds.ts'
import { TestClock, turn } from './support/test_clock.ts'

test('time stands still while messages are handled together, and goes on after', async () => {
  const base = new TestClock({ now: 1000 })
  const clock = new HeldClock(base)
  const rounds = new Rounds(clock)
  const seen: [string, number][] = []
  const see = (what: string) => void seen.push([what, clock.now()])
  rounds.begin()
  await base.advance(5, turn)
  rounds.owe({ conclude: () => undefined, settle: () => see('settled') })
  clock.soon(() => {
    see('soon')
    clock.soon(() => see('later'))
  })
  see('handled')
  rounds.end()
  see('sent')
  rounds.over()
  see('over')
  await turn()
  assert.equal(seen, [
    ['handled', 1000],
    ['settled', 1000],
    ['sent', 1000],
    ['soon', 1000],
    ['over', 1005],
    ['later', 1005],
  ])
})

test('what is to be done soon is done though something before it threw, and time goes on', async () => {
  const base = new TestClock({ now: 1000 })
  const clock = new HeldClock(base)
  const done: string[] = []
  clock.hold()
  clock.soon(() => done.push('first'))
  clock.soon(() => {
    throw new Error('broken')
  })
  clock.soon(() => done.push('last'))
  await base.advance(5, turn)
  assert.throws(() => clock.release(), 'broken')
  assert.equal(done, ['first', 'last'])
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
