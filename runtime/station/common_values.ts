import type { ConfigurationValue } from '../model.ts'
import { SharedTexts } from '../shared_texts.ts'

/** Most names, and values, that are remembered. */
const most = 4096
/** Longer names, and values, are those of one station, and are not kept for all. */
const longest = { name: 64, value: 32 } as const

const names = new SharedTexts(most)
const values = new Map<string, ConfigurationValue>()

/** The same name, as other stations have it: there are many stations with the same keys. */
export function commonName(name: string): string {
  return name.length > longest.name ? name : names.of(name)
}

/** The same value of a key, as other stations have it, where many are likely to. */
export function commonValue(value: ConfigurationValue): ConfigurationValue {
  const { key, value: text, readonly, unknown = false, of, about } = value
  const isLong = key.length > longest.name || (text?.length ?? 0) > longest.value
  if (of !== undefined || about !== undefined || isLong) return value
  const name = `${text === undefined}${readonly}${unknown}${key.length}\n${key}${text ?? ''}`
  const known = values.get(name)
  if (known !== undefined) return known
  if (values.size >= most) values.clear()
  values.set(name, value)
  return value
}
