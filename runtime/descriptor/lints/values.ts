import { finiteValues, isOfType, typeWords } from '../item_type.ts'
import type { Item } from '../schema.ts'
import type { JsonPath } from '../source_text.ts'
import { allowed, show } from '../wording.ts'
import type { Check, Report } from './check.ts'

/** Finds values that do not fit the type of their item, or that its `values` do not list. */
export const checkValues: Check = ({ descriptor }, report) => {
  for (const item of descriptor.items) {
    checkListed(item, report)
    for (const { path, value, listed } of valuesIn(item))
      checkOne(item, { path, value, listed }, report)
    checkWriteMapKeys(item, report)
  }
}

interface Used {
  readonly path: JsonPath
  readonly value: unknown
  /** It becomes a value of the item as it is, so `values` must have it. */
  readonly listed: boolean
}

function checkListed(item: Item, report: Report): void {
  const first = new Map<unknown, number>()
  item.values?.forEach(({ value }, index) => {
    const path = ['values', index, 'value']
    const other = first.get(value)
    if (other === undefined) first.set(value, index)
    else {
      const message = `The value ${show(value)} is also that of values[${other}]; list it once`
      report('duplicate-value', { item, path, message })
    }
    if (!isOfType(value, item.type)) wrongType(item, { path, value, listed: false }, report)
  })
}

function valuesIn(item: Item): Used[] {
  const reads = item.read.flatMap((read, index): Used[] => {
    const at = (...path: string[]) => ['read', index, ...path]
    if (read.from === 'Const') return [{ path: at('value'), value: read.value, listed: true }]
    const asIs = read.scale === undefined && read.offset === undefined
    const mapped = Object.entries(read.map ?? {})
      .filter(([, value]) => value !== null)
      .map(([key, value]) => ({ path: at('map', key), value, listed: asIs }))
    const fixed = (['idle', 'offline'] as const)
      .filter((name) => read[name] !== undefined)
      .map((name) => ({ path: at(name), value: read[name], listed: true }))
    return [...mapped, ...fixed]
  })
  const ignored = (item.write?.ignore ?? []).map((value, index) => ({
    path: ['write', 'ignore', index],
    value,
    listed: true,
  }))
  return [...reads, ...ignored]
}

function checkOne(item: Item, used: Used, report: Report): void {
  const { path, value } = used
  if (!isOfType(value, item.type)) return wrongType(item, used, report)
  if (!used.listed || item.values === undefined) return
  if (item.values.some((one) => one.value === value)) return
  const message = `Found ${show(value)}, ${allowed(String(value), shownValues(item))}`
  report('map-value-not-in-values', { item, path, message })
}

function wrongType(item: Item, { path, value }: Used, report: Report): void {
  const message = `Expected ${typeWords[item.type]}, the type of the item, found ${show(value)}`
  report('value-of-wrong-type', { item, path, message })
}

function checkWriteMapKeys(item: Item, report: Report): void {
  const finite = finiteValues(item)
  for (const key of Object.keys(item.write?.map ?? {})) {
    const at = { item, path: ['write', 'map', key], name: true } as const
    if (finite !== undefined) {
      const words = finite.map(String)
      if (words.includes(key)) continue
      const message = `No written value reads "${key}", ${allowed(key, words)}`
      report(item.values ? 'map-value-not-in-values' : 'value-of-wrong-type', { ...at, message })
    } else if (item.type !== 'string' && !isWritten(key, item)) {
      const message = `No written value reads "${key}", expected ${typeWords[item.type]}`
      report('value-of-wrong-type', { ...at, message })
    }
  }
}

function isWritten(key: string, item: Item): boolean {
  if (item.type === 'datetime') return isOfType(key, item.type)
  const value = Number(key)
  return isOfType(value, item.type) && String(value) === key
}

function shownValues(item: Item): string[] {
  return (item.values ?? []).map(({ value }) => String(value))
}
