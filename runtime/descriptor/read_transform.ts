import type { ItemValue } from '../model.ts'
import { isoTime } from './item_type.ts'
import type { Item, Read } from './schema.ts'

/** What happens to a raw value on its way to an item. */
export interface Transform {
  /** The item's value, of the item's type, or `undefined` when the raw value has no place in it. */
  apply(raw: ItemValue, lead?: string): ItemValue | undefined
  readonly steps: readonly string[]
}

/** Compiles `map`, `scale`, `offset`, `round` and the type of the item, in this order. */
export function transformOf(read: Read, item: Item): Transform {
  if (read.from === 'Const') return { apply: (raw) => toType(raw, item), steps: [] }
  const { scale, offset, round } = read
  const map = read.map === undefined ? undefined : new Map(Object.entries(read.map))
  const numeric = scale !== undefined || offset !== undefined || round !== undefined
  const rounded = roundTo(round ?? (item.type === 'integer' ? 0 : undefined))
  const apply = (raw: ItemValue, lead?: string): ItemValue | undefined => {
    let value = raw
    if (map !== undefined) {
      const mapped = mapOne(map, String(raw), lead)
      if (mapped === null) return undefined
      if (mapped !== undefined) value = mapped
    }
    if (numeric || item.type === 'integer' || item.type === 'number') {
      const number = toNumber(value)
      if (number === undefined) return toType(value, item)
      value = rounded(number * (scale ?? 1) + (offset ?? 0))
    }
    return toType(value, item)
  }
  const steps = [
    ...(map === undefined ? [] : ['map']),
    ...(scale === undefined ? [] : [`scale ${scale}`]),
    ...(offset === undefined ? [] : [`offset ${offset}`]),
    ...(round === undefined ? [] : [`round to ${round} decimals`]),
  ]
  return { apply, steps }
}

/** The word itself, else the leading word of several, else what stands for anything else. */
function mapOne(map: ReadonlyMap<string, ItemValue | null>, text: string, lead?: string) {
  const exact = map.get(text)
  if (exact !== undefined) return exact
  const leading = lead === undefined ? undefined : map.get(lead)
  return leading !== undefined ? leading : map.get('*')
}

function roundTo(decimals: number | undefined): (value: number) => number {
  if (decimals === undefined) return (value) => value
  const power = 10 ** decimals
  // + 0 turns -0 into 0.
  return (value) => Math.round(value * power) / power + 0
}

function toNumber(value: ItemValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The value in the item's type; a value outside the item's `values` is none. */
export function toType(value: ItemValue, item: Item): ItemValue | undefined {
  const typed = convert(value, item)
  if (typed === undefined || item.values === undefined) return typed
  return item.values.some((v) => v.value === typed) ? typed : undefined
}

function convert(value: ItemValue, item: Item): ItemValue | undefined {
  switch (item.type) {
    case 'string':
      return String(value)
    case 'boolean':
      return toBoolean(value)
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    case 'datetime':
      return toDatetime(value)
  }
}

function toBoolean(value: ItemValue): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = String(value).trim().toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function toDatetime(value: ItemValue): string | undefined {
  const ms = typeof value === 'number' ? value : isoTime(String(value))
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined
}
