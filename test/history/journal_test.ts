import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { textToBytes } from '../../runtime/history/base64.ts'
import {
  decodeJournal,
  Journal,
  type JournalPart,
  type Recorded,
} from '../../runtime/history/journal.ts'
import { hourOf } from '../../runtime/history/time.ts'

const recorded: fc.Arbitrary<Recorded> = fc.record({
  series: fc.integer({ min: 1, max: 200_000 }),
  at: fc.integer({ min: 0, max: 5 * 36_000 - 1 }).map((tick) => tick * 100),
  value: fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 0.1, 2 ** 53, 5e-324),
    fc.boolean(),
    fc.string({ unit: 'grapheme' }),
    fc.constant(null),
  ),
})

/** What happens to a journal; a number = so many of the oldest are dropped. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.array(recorded, { minLength: 1, maxLength: 8 }) },
  { weight: 3, arbitrary: fc.constantFrom('stored' as const, 'failed' as const) },
  { weight: 1, arbitrary: fc.record({ forget: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) },
)

test('What was recorded waits, by hour and in its order, until it is stored, dropped or forgotten', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const journal = new Journal()
      let waiting: Recorded[] = []
      for (const step of steps) {
        if (Array.isArray(step)) {
          for (const { series, at, value } of step) journal.add(series, at, value)
          waiting.push(...step)
        } else if (typeof step === 'number') {
          journal.dropOldest(step)
          waiting = byHour(waiting).slice(step)
        } else if (typeof step === 'object') {
          journal.forget(step.forget)
          waiting = waiting.filter(({ at }) => hourOf(at) > step.forget)
        } else {
          const parts = journal.take()
          same(parts, waiting)
          assert.is(journal.size, 0)
          if (step === 'stored') waiting = []
          else {
            // Something more came while it was tried.
            const more = waiting.slice(0, 3)
            for (const { series, at, value } of more) journal.add(series, at, value)
            journal.putBack(parts)
            waiting = [...waiting, ...more]
          }
        }
        assert.is(journal.size, waiting.length)
      }
      same(journal.take(), waiting)
    }),
    { numRuns: 200 },
  )
})

test('A point comes back to the tick', () => {
  const journal = new Journal()
  journal.add(7, 3_600_000 + 1234, 'Charging')
  const [part] = journal.take()
  assert.is(part?.hour, 1)
  assert.equal(decodeJournal(1, textToBytes(part?.data ?? '')), [
    { series: 7, at: 3_600_000 + 1200, value: 'Charging' },
  ])
})

test.run()

function byHour(points: readonly Recorded[]): Recorded[] {
  return [...points].sort((a, b) => hourOf(a.at) - hourOf(b.at))
}

function same(parts: readonly JournalPart[], wanted: readonly Recorded[]): void {
  const sorted = [...parts].sort((a, b) => a.hour - b.hour)
  const found = sorted.flatMap(({ hour, count, data }) => {
    const points = decodeJournal(hour, textToBytes(data))
    assert.is(points.length, count)
    return points
  })
  const all = byHour(wanted)
  assert.is(found.length, all.length)
  for (const [index, point] of all.entries()) {
    const { series, at, value } = found[index] ?? {}
    assert.is(series, point.series)
    assert.is(at, point.at)
    assert.ok(Object.is(value, point.value), `${value} ${point.value}`)
  }
}
