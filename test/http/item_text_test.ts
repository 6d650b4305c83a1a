import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Item } from '../../runtime/descriptor/schema.ts'
import { itemText } from '../../runtime/http/item_text.ts'
import { itemView } from '../../runtime/http/item_view.ts'

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
)
const item: fc.Arbitrary<Item> = fc.record(
  {
    key: fc.string(),
    id: fc.integer(),
    name: fc.string({ unit: 'binary' }),
    direction: fc.constantFrom('IN', 'OUT', 'INOUT'),
    type: fc.constantFrom('boolean', 'integer', 'number', 'string', 'datetime'),
    unit: fc.constantFrom('A', 'W', '°C'),
    read: fc.constant([]),
    values: fc.array(
      fc.record(
        { value, name: fc.string(), label: fc.string() },
        { requiredKeys: ['value', 'name'] },
      ),
      { minLength: 1 },
    ),
  },
  { requiredKeys: ['key', 'name', 'direction', 'type', 'read'] },
)
const quality = fc.constantFrom('good', 'stale', 'offline', 'unknown')
const at = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4e12 }), fc.constant(9e15))

test('The text of an item is the JSON of its view, each time', () => {
  fc.assert(
    fc.property(item, fc.array(fc.tuple(fc.option(value), quality, at)), (item, seen) => {
      const named = (item.values ?? []).map(({ value }) => [value, 'good', 0] as const)
      for (const [value, quality, at] of [...seen, ...named]) {
        const state = { item, value, quality, at }
        assert.is(itemText(state), JSON.stringify(itemView(state)))
      }
    }),
  )
})

test.run()
