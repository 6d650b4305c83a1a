import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Item } from '../../runtime/descriptor/schema.ts'
import { ChangeSlots } from '../../runtime/items/change_slots.ts'
import type { ChangedDevice, ItemChange } from '../../runtime/items/notifier.ts'
import { ToldChange } from '../../runtime/items/told_change.ts'
import { ChangeRing } from '../../runtime/items/watch.ts'

const item = (key: string): Item => ({ key, name: key, direction: 'IN', type: 'number', read: [] })

test('What is held of what is told stays as it was when it was told', () => {
  const state = fc.record(
    {
      value: fc.option(fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.boolean())),
      quality: fc.constantFrom('good', 'stale', 'offline', 'unknown'),
      at: fc.option(fc.nat()),
    },
    { noNullPrototype: true },
  )
  const turn = fc.record({ address: fc.constantFrom('A:1', 'B:1'), states: fc.array(state) })
  fc.assert(
    fc.property(fc.array(turn), (turns) => {
      const capacity = 8
      const slots = new ChangeSlots(capacity)
      const ring = new ChangeRing<ItemChange>({ epoch: 'e', capacity, slots })
      const told: ItemChange[] = []
      for (const { address, states } of turns) {
        const now = told.length
        const device: ChangedDevice = {
          address,
          number: 1,
          items: {
            item: (index) => (index < states.length ? item(`item ${index}`) : undefined),
            value: (index) => states[index]?.value ?? null,
            quality(index, asked) {
              assert.is(asked, now)
              return states[index]?.quality ?? 'unknown'
            },
            time: (index) => states[index]?.at ?? Number.NaN,
          },
        }
        const change = new ToldChange(device, now)
        for (const [index, { value, quality, at }] of states.entries()) {
          assert.ok(change.moveTo(index))
          ring.push(change)
          told.push({ address, item: item(`item ${index}`), value, quality, at })
        }
        assert.not(change.moveTo(states.length))
        assert.throws(() => ring.push(change), `no change of ${address}`)
      }
      const held: (ItemChange | undefined)[] = []
      for (let n = ring.first; n <= ring.last; n++) held.push(ring.at(n))
      assert.equal(held, told.slice(-capacity))
    }),
  )
})

test.run()
