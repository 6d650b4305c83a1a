import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDuration } from '../../runtime/http/duration.ts'

for (const [text, ms] of [
  ['1', 1000],
  ['900', 900_000],
  ['PT15M', 900_000],
  ['PT1H30M', 5_400_000],
  ['P1D', 86_400_000],
  ['P1DT1S', 86_401_000],
  ['P2W', 1_209_600_000],
  ['0', undefined],
  ['', undefined],
  ['P', undefined],
  ['PT', undefined],
  ['PT0S', undefined],
  ['1h', undefined],
  ['P1M', undefined],
  ['-5', undefined],
  ['1.5', undefined],
] as const) {
  test(`${text || 'nothing'} is ${ms ?? 'no length of time'}`, () => {
    assert.is(parseDuration(text), ms)
  })
}

test.run()
