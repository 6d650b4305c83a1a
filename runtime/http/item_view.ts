import * as v from 'valibot'
import type { Item } from '../descriptor/schema.ts'
import type { ItemChange, ItemState } from './port.ts'
import { isoTime } from './time.ts'

/** The value of an item. */
export const valueSchema = v.union([v.number(), v.string(), v.boolean()])

const reading = {
  value: v.pipe(v.nullable(valueSchema), v.description('null when never seen')),
  quality: v.pipe(
    v.picklist(['good', 'stale', 'offline', 'unknown']),
    v.description('stale: older than three sample intervals; unknown: never seen'),
  ),
  at: v.pipe(v.nullable(v.string()), v.description('Time of the value, ISO 8601 UTC')),
}
const key = v.pipe(v.string(), v.description('Unique in the device'))
const id = v.pipe(
  v.nullable(v.pipe(v.number(), v.integer())),
  v.description('Published number; may be shared by several items'),
)

/** An item with its value. */
export const itemSchema = v.pipe(
  v.object({
    key,
    id,
    name: v.pipe(v.string(), v.description('Published name')),
    direction: v.pipe(
      v.picklist(['IN', 'OUT', 'INOUT']),
      v.description('IN: from the station, OUT: to the station'),
    ),
    type: v.picklist(['boolean', 'integer', 'number', 'string', 'datetime']),
    unit: v.optional(v.string()),
    ...reading,
    label: v.optional(v.pipe(v.string(), v.description('What the value means, in words'))),
  }),
  v.metadata({ ref: 'Item' }),
)

/** A change of an item, as the events carry it. */
export const changeSchema = v.pipe(
  v.object({ address: v.string(), key, id, ...reading }),
  v.metadata({ ref: 'ItemChange' }),
)

/** An item as it is now. */
export function itemView(state: ItemState): v.InferOutput<typeof itemSchema> {
  const { item, value, quality } = state
  const label = labelOf(item, value)
  return {
    key: item.key,
    id: item.id ?? null,
    name: item.name,
    direction: item.direction,
    type: item.type,
    ...(item.unit === undefined ? {} : { unit: item.unit }),
    value,
    ...(label === undefined ? {} : { label }),
    quality,
    at: isoTime(state.at),
  }
}

/** A change of an item. */
export function changeView(change: ItemChange): v.InferOutput<typeof changeSchema> {
  const { address, item, value, quality, at } = change
  return { address, key: item.key, id: item.id ?? null, value, quality, at: isoTime(at) }
}

/** What a value means, in words; `undefined` where nothing says it. */
export function labelOf(item: Item, value: ItemState['value']): string | undefined {
  if (item.values === undefined || value === null) return undefined
  const named = item.values.find((entry) => entry.value === value)
  return named?.label ?? named?.name
}
