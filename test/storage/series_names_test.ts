import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type SeriesName, SeriesNames } from '../../runtime/storage/series_names.ts'

const name = fc.record({
  address: fc.constantFrom('A:1', 'A:2', 'B:1'),
  key: fc.constantFrom('power', 'energy', 'state'),
})

test('SeriesNames :: each id has the name that was set last, whatever came before', () => {
  const step = fc.record({
    name,
    /** From the next one in turn. */
    ahead: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -6, max: 3 })),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const names = new SeriesNames()
      const model = new Map<number, SeriesName>()
      let next = 0
      for (const { name, ahead } of steps) {
        const id = Math.max(0, next + ahead)
        names.set({ id, ...name })
        model.set(id, { id, ...name })
        next = Math.max(next, id + 1)
      }
      assert.equal(
        names.list(),
        [...model.values()].sort((a, b) => a.id - b.id),
      )
    }),
    { numRuns: 500 },
  )
})

test.run()
