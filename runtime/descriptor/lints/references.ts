import { referencesIn, referenceWords } from '../references.ts'
import type { Item } from '../schema.ts'
import type { JsonPath } from '../source_text.ts'
import { allowed } from '../wording.ts'
import type { Check, Report, Subject } from './check.ts'

/** Finds references to items that are not there, and `$` words that stand for nothing. */
export const checkReferences: Check = (subject, report) => {
  for (const item of subject.descriptor.items) {
    item.read.forEach((read, index) => {
      if (read.from !== 'Item') return
      checkKey(item, { key: read.key, path: ['read', index, 'key'], subject }, report)
    })
    for (const { path, value } of templatesOf(item)) {
      for (const reference of referencesIn(value)) {
        if (reference.kind === 'item') checkKey(item, { key: reference.key, path, subject }, report)
        if (reference.kind !== 'unknown') continue
        const message = `${reference.text} stands for nothing, ${allowed(reference.text, referenceWords)}; write $$ for a dollar sign`
        report('unknown-reference', { item, path, message })
      }
    }
  }
}

/** Finds items that read each other in a circle. */
export const checkCycles: Check = ({ descriptor, byKey }, report) => {
  const done = new Set<string>()
  const visit = (item: Item, trail: readonly string[]): void => {
    if (done.has(item.key)) return
    const here = [...trail, item.key]
    item.read.forEach((read, index) => {
      if (read.from !== 'Item') return
      const begin = here.indexOf(read.key)
      const other = byKey.get(read.key)
      if (begin >= 0) {
        const circle = [...here.slice(begin), read.key].join(' → ')
        const message = `Items read each other in a circle: ${circle}`
        report('reference-cycle', { item, path: ['read', index, 'key'], message })
      } else if (other !== undefined) visit(other, here)
    })
    done.add(item.key)
  }
  for (const item of descriptor.items) visit(item, [])
}

interface Target {
  readonly key: string
  readonly path: JsonPath
  readonly subject: Subject
}

function checkKey(item: Item, { key, path, subject }: Target, report: Report): void {
  if (subject.byKey.has(key)) return
  const message = `No item has the key "${key}", ${allowed(key, [...subject.byKey.keys()])}`
  report('unknown-item-reference', { item, path, message })
}

function templatesOf(item: Item): { readonly path: JsonPath; readonly value: unknown }[] {
  const { write } = item
  const fields = Object.entries(write?.with ?? {})
  const mapped = Object.entries(write?.map ?? {})
  return [
    ...fields.map(([name, value]) => ({ path: ['write', 'with', name], value })),
    ...mapped.map(([key, value]) => ({ path: ['write', 'map', key], value })),
  ]
}
