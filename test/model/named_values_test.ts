import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { NamedValues, type Naming } from '../../runtime/model/named_values.ts'
import { type SharedList, SharedLists } from '../../runtime/shared_lists.ts'

type Entry = readonly [name: string, value: number]

const long = 'of one station only, as it is too long'.repeat(3)
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'toString', '__proto__'),
  fc.nat(30).map((n) => `key ${n}`),
)
const entry = fc.tuple(name, fc.nat(9))
const fewOrMany = fc.oneof(
  { weight: 9, arbitrary: fc.array(entry, { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constant<[string, number][]>([[long, 1]]) },
  // About as many as may be shared.
  { weight: 2, arbitrary: fc.integer({ min: 215, max: 270 }).map((count) => entriesOf(count)) },
)

const adding: Naming<Entry, number> = {
  nameOf: ([given]) => given,
  valueFor: ([, added], before = 0) => before + added,
}

test('NamedValues :: are what a Map would be, whatever others have', () => {
  const one = fc.array(fewOrMany, { maxLength: 5 })
  const all = fc.array(one, { minLength: 1, maxLength: 4 })
  const room = fc.constantFrom(0, 3, 40, 4096)
  fc.assert(
    fc.property(room, all, (most, stations) => {
      const { none } = new SharedLists<string>(most)
      const made = stations.map(() => ({
        values: new NamedValues<number>(none),
        model: new Map<string, number>(),
      }))
      // They take turns, so that each goes on after others took what room there is.
      for (const turn of [0, 1, 2, 3, 4]) {
        for (const [i, { values, model }] of made.entries()) {
          const entries = stations[i]?.[turn] ?? []
          const [[first, value] = ['a', 0]] = entries
          values.set(first, value)
          model.set(first, value)
          values.setAll(entries, adding)
          for (const [given, added] of entries) model.set(given, (model.get(given) ?? 0) + added)
        }
      }
      for (const { values, model } of made) {
        assert.equal([...values], [...model])
        assert.equal([...values.values()], [...model.values()])
        for (const given of [...model.keys(), 'nobody has this', 'a', 'valueOf', long]) {
          assert.is(values.get(given), model.get(given))
          assert.is(values.has(given), model.has(given))
        }
      }
    }),
  )
})

test('NamedValues :: are 10,000 at most, and known ones are set all the same', () => {
  const values = new NamedValues<number>()
  const all = entriesOf(10_000)
  values.setAll(all.slice(0, -1), adding)
  assert.not(values.isFull)
  values.setAll([...all.slice(-1), ['one more', 1], ['key 5', 1]], adding)
  values.set('another', 1)
  assert.ok(values.isFull)
  assert.is([...values].length, 10_000)
  assert.not(values.has('one more'))
  assert.is(values.get('another'), undefined)
  assert.is(values.get('key 5'), 6)
  assert.is(values.get('key 9999'), 9999)
})

test('NamedValues :: setting some takes no more work the more there are', () => {
  for (const start of [entriesOf(257), [[long, 0] as const]]) {
    const copied = { names: 0, entries: 0 }
    const values = new NamedValues<number>(counting(new SharedLists<string>(4096).none, copied))
    values.setAll(start, adding)
    assert.is(copied.names, 0, 'no list is made for one that has a table of its own')
    const set = Map.prototype.set
    Map.prototype.set = function (...args) {
      copied.entries += 1
      return set.apply(this, args)
    }
    try {
      for (let from = 1000; from < 6000; from += 500) {
        values.setAll(entriesOf(500, from), adding)
        assert.ok(values.has(`key ${from}`))
        assert.is(values.get(`key ${from + 499}`), from + 499)
      }
    } finally {
      Map.prototype.set = set
    }
    assert.is(copied.names, 0)
    assert.is(copied.entries, 5000)
  }
})

test('NamedValues :: names that others have are kept once, whatever one made up', () => {
  const shared = new SharedLists<string>(300)
  const copied = { names: 0, entries: 0 }
  for (let from = 0; from < 10_000; from += 250) {
    new NamedValues<number>(shared.none).setAll(entriesOf(250, from), adding)
  }
  const usual = entriesOf(200, 10_000)
  const first = new NamedValues<number>(counting(shared.none, copied))
  const second = new NamedValues<number>(counting(shared.none, copied))
  first.setAll(usual, adding)
  const made = copied.names
  second.setAll(usual, adding)
  assert.is(copied.names, made)
  assert.ok(made > 0)
})

/** Counts the names that are copied into lists that were not there yet. */
function counting(list: SharedList<string>, copied: { names: number }): SharedList<string> {
  return {
    all: list.all,
    indexOf: (one) => list.indexOf(one),
    with(one) {
      const longer = list.with(one)
      if (!seen.has(longer)) copied.names += longer.all.length
      seen.add(longer)
      return counting(longer, copied)
    },
  }
}

const seen = new WeakSet<SharedList<string>>()

function entriesOf(count: number, from = 0): [string, number][] {
  return Array.from({ length: count }, (_, i) => [`key ${from + i}`, from + i])
}

test.run()
