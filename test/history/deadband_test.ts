import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isNews } from '../../runtime/history/deadband.ts'

const none = Number.NaN
const infinite = Number.POSITIVE_INFINITY

/** Number, the one recorded last, and how far it may be from it. */
const news: readonly [number, number, number][] = [
  [1, none, 0],
  [1, none, 5],
  [1, 0, 0],
  [5e-324, 0, 0],
  [1.6, 1, 0.5],
  [-1.6, -1, 0.5],
  [infinite, 1, 5],
]
const nearTheSame: readonly [number, number, number][] = [
  [1, 1, 0],
  [-0, 0, 0],
  [1.5, 1, 0.5],
  [0.5, 1, 0.5],
  [infinite, infinite, 0],
  [infinite, infinite, 5],
]

test('A number is news when it is further from the recorded one than the deadband', () => {
  for (const [value, recorded, deadband] of news) {
    assert.is(isNews(value, recorded, deadband), true, `${value} ${recorded} ${deadband}`)
  }
  for (const [value, recorded, deadband] of nearTheSame) {
    assert.is(isNews(value, recorded, deadband), false, `${value} ${recorded} ${deadband}`)
  }
})

test.run()
