import type { Item, Read } from '../schema.ts'
import { allowed } from '../wording.ts'
import type { Check } from './check.ts'
import { type Domain, domainOf } from './domain.ts'

/** Finds keys of `map` that the source never gives, and maps that leave out what needs mapping. */
export const checkMaps: Check = ({ descriptor, byKey }, report) => {
  for (const item of descriptor.items) {
    item.read.forEach((read, index) => {
      if (read.from === 'Const' || read.map === undefined) return
      const domain = domainOf(read, byKey)
      const keys = Object.keys(read.map)
      for (const key of unknownKeys(keys, domain)) {
        const isStatus = read.from === 'StatusNotification'
        const what = isStatus
          ? `No connector status is "${key}"`
          : `${read.from} never gives "${key}"`
        const message = `${what}, ${allowed(key, [...(domain.words ?? []), '*'])}`
        const path = ['read', index, 'map', key]
        report(isStatus ? 'unknown-status-word' : 'unknown-map-key', {
          item,
          path,
          message,
          name: true,
        })
      }
      const left = unmapped(item, { read, keys, domain })
      if (left === undefined) return
      const message = `${left} without a value of the item; map it, or "*" for anything else (null = no value)`
      report('map-not-total', { item, path: ['read', index, 'map'], message })
    })
  }
}

function unknownKeys(keys: readonly string[], { words }: Domain): readonly string[] {
  return words === undefined ? [] : keys.filter((key) => key !== '*' && !words.includes(key))
}

interface Mapping {
  readonly read: Read
  readonly keys: readonly string[]
  readonly domain: Domain
}

/** What the map leaves out although the item cannot take it as it is. */
function unmapped(item: Item, { keys, domain }: Mapping): string | undefined {
  if (keys.includes('*')) return undefined
  const { words } = domain
  if (words !== undefined) {
    const left = words.filter((word) => !keys.includes(word) && !passes(item, word, domain))
    return left.length === 0 ? undefined : `Leaves ${left.map((w) => `"${w}"`).join(', ')}`
  }
  if (item.values !== undefined) return 'Leaves what is not mapped'
  if (item.type === 'string' || domain.kind === 'number') return undefined
  // Text that a station sends may well be a number or a time.
  return item.type === 'boolean' ? 'Leaves what is not mapped' : undefined
}

/** Whether a word of the source is a value of the item without being mapped. */
function passes(item: Item, word: string, domain: Domain): boolean {
  if (item.values !== undefined) {
    const { type } = item
    return item.values.some(({ value }) =>
      type === 'boolean' || domain.kind !== 'boolean' ? String(value) === word : false,
    )
  }
  switch (item.type) {
    case 'string':
      return true
    case 'boolean':
      return ['true', 'false', '1', '0'].includes(word.toLowerCase())
    case 'integer':
    case 'number':
      return domain.kind !== 'boolean' && word.trim() !== '' && Number.isFinite(Number(word))
    case 'datetime':
      return false
  }
}
