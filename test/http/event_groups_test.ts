import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventFilter } from '../../runtime/http/event_filter.ts'
import { EventGroups } from '../../runtime/http/event_groups.ts'
import { EventReader } from '../../runtime/http/event_reader.ts'

const addresses = ['A:1', 'A:2', 'B:1', 'A:B:1']
const devices = addresses.map((address, number) => ({
  address,
  number,
  items: {
    item: () => undefined,
    value: () => null,
    quality: () => 'good',
    time: () => 0,
  } as const,
}))
const filters = [
  ...[[], ['A:*'], ['B:1', 'A:2'], ['Z:1'], ['A:*', 'B:1']].map((list) => eventFilter(list, [])),
  eventFilter([], ['voltage']),
  eventFilter(['A:1'], ['voltage']),
]

test('Who wants a device is known while readers come and go', () => {
  const step = fc.record({
    filter: fc.constantFrom(...filters),
    comes: fc.boolean(),
    asks: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const groups = new EventGroups()
      const there: { reader: EventReader; filter: (typeof filters)[number] }[] = []
      for (const { filter, comes, asks } of steps) {
        if (comes) {
          const reader = silentReader()
          groups.add(reader, filter)
          there.push({ reader, filter })
        } else {
          const gone = there.shift()
          if (gone !== undefined) {
            assert.is(groups.remove(gone.reader, gone.filter), there.length === 0)
          }
        }
        assert.is(groups.readers, there.length)
        if (!asks) continue
        for (const device of devices) {
          const wanting = groups.wanting(device).map((group) => group.filter.name)
          const wanted = there.filter((one) => one.filter.takes(device.address))
          assert.equal(new Set(wanting), new Set(wanted.map((one) => one.filter.name)))
          assert.is(wanting.length, new Set(wanting).size)
        }
      }
    }),
  )
})

test('Readers with equal filters are one group', () => {
  const groups = new EventGroups()
  const first = silentReader()
  groups.add(first, eventFilter(['A:1', 'B:1'], []))
  groups.add(silentReader(), eventFilter(['B:1', 'A:1'], []))
  assert.is(groups.all().length, 1)
  assert.is(groups.remove(first, eventFilter(['A:1', 'B:1'], [])), false)
  assert.is(groups.all().length, 1)
})

function silentReader(): EventReader {
  return new EventReader({
    backlog: (function* (): Generator<string, 'live'> {
      yield ''
      return 'live'
    })(),
    maxBytes: 1,
    onEnd() {},
  })
}

test.run()
