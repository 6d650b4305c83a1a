import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Retention } from '../../runtime/history/retention.ts'

/** The last hour of a day. */
const night = 24 * 20_000 - 1
const options = { days: { points: 2, rollups: 3 }, bytes: 4096 }

/** What is to be forgotten with each of these hours: hours of points and of rollups by age, or 0. */
function pruned(retention: Retention, hours: readonly number[]): (readonly [number, number])[] {
  return hours.map((hour) => {
    const { prune, daily } = retention.close(hour)
    if (prune.kind !== 'history-pruned') throw new Error(prune.kind)
    assert.is(prune.bytes, 4096)
    assert.is(daily, prune.rollupsBefore > 0)
    const age = (before: number) => (before === 0 ? 0 : hour - before)
    return [age(prune.pointsBefore), age(prune.rollupsBefore)]
  })
}

const both = [48, 72] as const
const points = [48, 0] as const
const rollups = [0, 72] as const
const none = [0, 0] as const

test('Nothing is forgotten by age before the clock has gone on, and where it jumps', () => {
  const retention = new Retention(options)
  assert.equal(pruned(retention, [night - 2, night - 1, night]), [none, points, both])
  assert.equal(pruned(retention, [night + 1, night + 25]), [points, both])
  // By more than a day, and by more than a week.
  assert.equal(pruned(retention, [night + 50, night + 51]), [rollups, points])
  assert.equal(pruned(retention, [night + 219, night + 388]), [rollups, none])
  // Back, and ahead again.
  assert.equal(pruned(retention, [night, night + 1]), [none, points])
  assert.equal(pruned(retention, [night + 9000, night, night + 1]), [none, none, points])
})

test('What is done once a day is done in any hour, when the last of a day was slept over', () => {
  const retention = new Retention(options)
  pruned(retention, [night - 12])
  for (let day = 0; day < 5; day++) {
    const morning = night + 24 * day + 8
    const hours = Array.from({ length: 12 }, (_, i) => morning + i)
    assert.equal(pruned(retention, hours), [both, ...Array(11).fill(points)])
  }
})

test('A process goes on where the one before ended', () => {
  const started = (end: number, hour: number) => {
    const retention = new Retention(options)
    retention.resume(end)
    return pruned(retention, [hour])[0]
  }
  // In the same hour nothing has passed, however often it starts.
  assert.equal(started(night, night - 1), none)
  assert.equal(started(night, night), both)
  assert.equal(started(night, night + 23), both)
  assert.equal(started(night, night + 24), rollups)
  assert.equal(started(night, night + 167), rollups)
  assert.equal(started(night, night + 168), none)
  assert.equal(started(night, night - 2), none)
  assert.equal(started(0, night), none)
})

test('However a clock jumps, and a process starts, what goes by age is no more than it went on by', () => {
  const jump = fc.record({ by: fc.integer({ min: -200, max: 200 }), restarts: fc.boolean() })
  fc.assert(
    fc.property(fc.array(jump, { maxLength: 40 }), (jumps) => {
      let retention = new Retention(options)
      retention.resume(night)
      let hour = night - 1
      for (const { by, restarts } of jumps) {
        if (restarts) {
          retention = new Retention(options)
          retention.resume(hour + 1)
        }
        const isNewDay = Math.floor((hour + by + 1) / 24) > Math.floor((hour + 1) / 24)
        hour += by
        const [[ofPoints, ofRollups] = none] = pruned(retention, [hour])
        assert.is(ofPoints > 0, by > 0 && by <= 24)
        assert.is(ofRollups > 0, by > 0 && by <= 168 && isNewDay)
      }
    }),
  )
})

test.run()
