import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ChangeRing } from '../../runtime/items/watch.ts'

test('ChangeRing: holds the last changes by number', () => {
  const ring = new ChangeRing<string>({ epoch: 'e', capacity: 3 })
  assert.is(ring.last, 0)
  assert.is(ring.first, 1)
  assert.is(ring.at(0), undefined)
  assert.is(ring.at(1), undefined)
  for (const change of ['a', 'b', 'c', 'd']) ring.push(change)
  assert.is(ring.first, 2)
  assert.is(ring.last, 4)
  assert.equal(
    [1, 2, 3, 4, 5].map((sequence) => ring.at(sequence)),
    [undefined, 'b', 'c', 'd', undefined],
  )
})

test('ChangeRing: resume() takes an id whose successors are all held', () => {
  const ring = new ChangeRing<string>({ epoch: 'e', capacity: 3 })
  assert.is(ring.resume('e-0'), 0)
  assert.is(ring.resume('e-1'), undefined)
  for (const change of ['a', 'b', 'c', 'd']) ring.push(change)
  assert.is(ring.idOf(4), 'e-4')
  assert.equal(
    ['e-0', 'e-1', 'e-4', 'e-5'].map((id) => ring.resume(id)),
    [undefined, 1, 4, undefined],
  )
})

test('ChangeRing: resume() takes no id that it has not given out', () => {
  const ring = new ChangeRing<string>({ epoch: 'e', capacity: 3 })
  ring.push('a')
  for (const id of [
    '',
    'e',
    'e-',
    'f-1',
    'e-1-1',
    'e--1',
    'e-1.5',
    'e-1e0',
    ' e-1',
    'e- 1',
    '1',
    'e-+1',
  ]) {
    assert.is(ring.resume(id), undefined, id)
  }
})

test('ChangeRing: holds the last `capacity` of any number of changes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat()), (capacity, changes) => {
      const ring = new ChangeRing<number>({ epoch: 'e', capacity })
      for (const change of changes) ring.push(change)
      const held: (number | undefined)[] = []
      for (let sequence = ring.first; sequence <= ring.last; sequence++)
        held.push(ring.at(sequence))
      assert.equal(held, changes.slice(-capacity))
      assert.is(ring.last, changes.length)
    }),
  )
})

test.run()
