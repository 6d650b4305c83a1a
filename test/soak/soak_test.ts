import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { storm } from './reconnect.ts'
import { soak } from './soak.ts'

// The long runs are `npm run soak` and `npm run storm`; these show that they find their way.

test('A short soak leaves no call unanswered and nothing in the log', async () => {
  const { tally, problems } = await soak({ stations: 40, minutes: 0.05, seed: 3, pace: 200 })
  assert.equal(problems, [])
  assert.ok(tally.answered > 80, String(tally.answered))
})

test('After a kill all stations are back, and steady ones were served meanwhile', async () => {
  const { back, beats, lost } = await storm({ stations: 60, steady: 5 })
  assert.is(back, 60)
  assert.is(lost, 0)
  assert.ok(beats >= 5)
})

test.run()
