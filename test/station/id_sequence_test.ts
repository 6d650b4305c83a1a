import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { IdSequence } from '../../runtime/station/id_sequence.ts'

const key = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const keys = fc.tuple(key, key, key, key)

test('No id is given twice, each is legal, and the sequence knows its own', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 0, max: 2 ** 32 - 4000 }), (of, taken) => {
      const sequence = new IdSequence({ taken, keys: of })
      const given = new Set<number>()
      for (let n = 0; n < 200; n++) {
        const id = sequence.next()
        assert.ok(Number.isInteger(id) && id >= 1 && id <= 2 ** 31 - 1, `${id}`)
        assert.not(given.has(id))
        given.add(id)
        assert.ok(sequence.gave(id))
      }
      const before = new IdSequence({ taken, keys: of })
      assert.not([...given].some((id) => before.gave(id)))
      const after = new IdSequence(sequence.counter)
      assert.not(given.has(after.next()))
    }),
    { numRuns: 50 },
  )
})

test('What is no id was never given', () => {
  const sequence = new IdSequence({ taken: 2 ** 32 - 1, keys: [1, 2, 3, 4] })
  for (const id of [0, -1, 1.5, 2 ** 31, Number.NaN]) assert.not(sequence.gave(id))
})

test('One id does not tell the next', () => {
  const sequence = new IdSequence({ taken: 0, keys: [9, 8, 7, 6] })
  const ids = Array.from({ length: 1000 }, () => sequence.next())
  const steps = new Set(ids.slice(1).map((id, index) => id - (ids[index] ?? 0)))
  assert.ok(steps.size > 990, `${steps.size} different steps`)
  const high = ids.filter((id) => id > 2 ** 30).length
  assert.ok(high > 400 && high < 600, `${high} of 1000 in the upper half`)
})

test.run()
