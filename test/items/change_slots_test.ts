import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Item } from '../../runtime/descriptor/schema.ts'
import { ChangeSlots } from '../../runtime/items/change_slots.ts'
import type { ItemChange } from '../../runtime/items/notifier.ts'
import { ChangeRing } from '../../runtime/items/watch.ts'

const item = (key: string): Item => ({ key, name: key, direction: 'IN', type: 'number', read: [] })
const change: fc.Arbitrary<ItemChange> = fc.record(
  {
    address: fc.constantFrom('A:1', 'A:2', 'B:1'),
    item: fc.constantFrom(...['cps', 'voltage', 'rfid'].map(item)),
    value: fc.option(fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.string(), fc.boolean())),
    quality: fc.constantFrom('good', 'stale', 'offline', 'unknown'),
    at: fc.option(fc.nat()),
  },
  { noNullPrototype: true },
)

test('A ring of slots holds the last changes, as they were', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(change), (capacity, changes) => {
      const ring = new ChangeRing<ItemChange>({
        epoch: 'e',
        capacity,
        slots: new ChangeSlots(capacity),
      })
      for (const one of changes) ring.push(one)
      const held: (ItemChange | undefined)[] = []
      for (let sequence = ring.first; sequence <= ring.last; sequence++) {
        held.push(ring.at(sequence))
      }
      assert.equal(held, changes.slice(-capacity))
    }),
  )
})

test('A position that nothing was put in has nothing', () => {
  const slots = new ChangeSlots(2)
  assert.is(slots.get(0), undefined)
})

test.run()
