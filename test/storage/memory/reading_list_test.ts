import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PagePool } from '../../../runtime/memory/page_pool.ts'
import { type Reading, ReadingList } from '../../../runtime/storage/memory/reading_list.ts'

/** Bytes. */
const pageSize = 512

const reading = fc
  .record({
    at: fc.integer({ min: 0, max: 30 }),
    samples: fc.oneof(
      { weight: 8, arbitrary: fc.stringMatching(/^[a-zA-Z0-9@.+-]{0,12}$/) },
      // Ends at, before and behind those of pages.
      { weight: 1, arbitrary: fc.nat(3 * pageSize).map((length) => 'x'.repeat(length)) },
    ),
    signed: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined, freq: 5 }),
  })
  .map(({ signed, ...rest }): Reading => (signed === undefined ? rest : { ...rest, signed }))

const step = fc.record({
  list: fc.nat(3),
  what: fc.oneof(
    { weight: 20, arbitrary: reading },
    { weight: 1, arbitrary: fc.constantFrom('drop' as const, 'clear' as const) },
  ),
})

test('Lists that share pages keep what was added to each, once, in the order in which it came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pages = new PagePool({ pageSize })
      const lists = Array.from({ length: 4 }, () => new ReadingList(pages))
      const expected: Reading[][] = lists.map(() => [])
      for (const { list: index, what } of steps) {
        const [list, known] = [lists[index], expected[index]]
        if (list === undefined || known === undefined) continue
        if (what === 'clear') {
          list.clear()
          known.length = 0
        } else if (what === 'drop') {
          assert.is(list.dropOldest(), known.splice(0, 250).length)
        } else {
          const isNew = !known.some(({ at, samples }) => at === what.at && samples === what.samples)
          assert.is(list.add(what), isNew)
          if (isNew) known.push(what)
        }
        assert.is(list.size, known.length)
      }
      assert.equal(
        lists.map((list) => [...list]),
        expected,
      )
      for (const list of lists) list.clear()
      assert.is(pages.inUse, 0)
    }),
    { numRuns: 300 },
  )
})

test('Of many a late one is kept, and known again, as of few', () => {
  const late = fc.record({ at: fc.nat(400), samples: fc.constantFrom('a', 'b', 'ab') })
  const steps = fc.array(
    fc.oneof({ weight: 50, arbitrary: late }, fc.constantFrom('drop' as const, 'clear' as const)),
    { minLength: 300, maxLength: 700 },
  )
  fc.assert(
    fc.property(steps, (list) => {
      const readings = new ReadingList(new PagePool({ pageSize }))
      let known: Reading[] = []
      for (const one of list) {
        if (one === 'clear') {
          readings.clear()
          known = []
        } else if (one === 'drop') assert.is(readings.dropOldest(), known.splice(0, 250).length)
        else {
          const isNew = !known.some(({ at, samples }) => at === one.at && samples === one.samples)
          assert.is(readings.add(one), isNew)
          if (isNew) known.push({ ...one })
        }
      }
      assert.equal([...readings], known)
    }),
    { numRuns: 40, endOnFailure: true },
  )
})

test('Of very many the oldest go, and their memory is used again', () => {
  const pages = new PagePool({ pageSize })
  const list = new ReadingList(pages)
  let [early, late] = [0, 0]
  for (let at = 0; at < 4000; at++) {
    assert.ok(list.add({ at, samples: `i${at}`.repeat(1 + (at % 40)) }))
    if (list.size > 500) assert.is(list.dropOldest(), 250)
    if (at < 1000) early = Math.max(early, pages.inUse)
    else late = Math.max(late, pages.inUse)
    assert.is(list.add({ at, samples: `i${at}`.repeat(1 + (at % 40)) }), false)
  }
  const kept = [...list]
  assert.equal(
    kept.map(({ at }) => at),
    Array.from({ length: list.size }, (_, index) => 4000 - list.size + index),
  )
  assert.ok(late < 1.5 * early, `${late} pages, ${early} before`)
})

test.run()
