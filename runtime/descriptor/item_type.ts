import type { Item } from './schema.ts'
import type { ItemType } from './words.ts'

/** Whether a value is of the type of an item, without conversion. */
export function isOfType(value: unknown, type: ItemType): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'datetime':
      return typeof value === 'string' && Number.isFinite(isoTime(value))
    default:
      return typeof value === type
  }
}

/** ms since the epoch of an ISO 8601 time; `NaN` for other text, of which `Date` takes a lot. */
export function isoTime(text: string): number {
  return /^\d{4}-\d\d(?:-\d\d|$)/.test(text) ? Date.parse(text) : Number.NaN
}

/** What values of a type are, as a message calls them. */
export const typeWords: { readonly [T in ItemType]: string } = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  datetime: 'an ISO 8601 time as text',
}

/** The values an item can have, where they can be counted. */
export function finiteValues(item: Item): readonly (string | number | boolean)[] | undefined {
  if (item.values !== undefined) return item.values.map(({ value }) => value)
  return item.type === 'boolean' ? [true, false] : undefined
}
