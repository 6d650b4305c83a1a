import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SharedLists } from '../runtime/shared_lists.ts'

const letters = ['a', 'b', 'c', 'd']

test('SharedLists :: every list has what was added to it, and the same lists are one while there is room', () => {
  const input = fc.record({
    most: fc.nat(12),
    lists: fc.array(fc.array(fc.constantFrom(...letters), { maxLength: 12 })),
  })
  fc.assert(
    fc.property(input, ({ most, lists }) => {
      const { none } = new SharedLists<string>(most)
      const seen = new Map<string, typeof none>()
      const begun = new Set<string>()
      for (const list of lists) {
        let made = none
        list.forEach((one, i) => {
          made = made.with(one)
          begun.add(list.slice(0, i + 1).join())
          assert.equal(made.all, list.slice(0, i + 1))
          for (const any of letters) assert.is(made.indexOf(any), made.all.indexOf(any))
        })
        const name = list.join()
        if (begun.size <= most) assert.is(made, seen.get(name) ?? made)
        seen.set(name, made)
      }
      assert.equal(none.all, [])
    }),
  )
})

test('SharedLists :: who makes up lists takes the room of others for a while only', () => {
  const { none } = new SharedLists<string>(100)
  const early = none.with('a').with('b')
  for (let i = 0; i < 1000; i++) none.with('made up').with(`of one ${i}`)
  const late = none.with('a').with('b')
  assert.is(none.with('a').with('b'), late, 'there is room again')
  assert.is.not(late, early)
  assert.equal(
    [early.all, early.with('c').all],
    [late.all, ['a', 'b', 'c']],
    'it goes on all the same',
  )
  assert.is.not(early.with('c'), early.with('c'), 'and takes no room')
  assert.is(late.with('c'), late.with('c'))
})

test('SharedLists :: what is not common, or very long, is kept for nobody else', () => {
  const { none } = new SharedLists<string>(1000, (one) => one.length < 5)
  const own = none.with('a').with('too long').with('b')
  assert.equal(own.all, ['a', 'too long', 'b'])
  assert.is.not(none.with('a').with('too long'), none.with('a').with('too long'))
  assert.is.not(own.with('c'), own.with('c'), 'nor what goes on from it')
  assert.is(none.with('a'), none.with('a'))
  const grown = (length: number) => {
    let list = none
    for (let i = 0; i < length; i++) list = list.with('x')
    return list
  }
  assert.is(grown(200), grown(200))
  assert.is.not(grown(300), grown(300))
  assert.is(grown(300).all.length, 300)
})

test.run()
