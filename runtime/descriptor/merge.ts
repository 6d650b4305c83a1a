import type { Finding } from './finding.ts'
import type { ItemFile } from './item_schema.ts'
import type { Layer } from './layers.ts'
import type { DescriptorFile } from './schema.ts'
import { findingAt, type JsonPath, type Spot } from './source_text.ts'
import { allowed } from './wording.ts'

/** An item put together from the files of a chain, and where each of its members comes from. */
export interface MergedItem {
  readonly item: ItemFile
  /** The file, and the position in its list of items, that gave a member. */
  readonly origins: ReadonlyMap<string, Origin>
  /** The file, and the position, that named the item last. */
  readonly latest: Origin
}

/** An item in the list of a file. */
export interface Origin {
  readonly layer: Layer
  readonly index: number
}

/** A chain of files put together. */
export interface Merged {
  readonly header: Omit<DescriptorFile, 'items' | 'extends'>
  readonly items: readonly MergedItem[]
  readonly findings: readonly Finding[]
}

/**
 * Puts a chain of files together, given nearest first. Items keep the order of the base, new ones
 * follow. A member of an item is replaced as a whole, but `allow` is added to; where a file turns
 * an item into an IN or OUT item, the `write` or `read` that this rules out is not inherited.
 */
export function merge(layers: readonly Layer[]): Merged {
  const items = new Map<string, MergedItem>()
  const findings: Finding[] = []
  for (const layer of [...layers].reverse()) mergeItems(items, layer, findings)
  return { header: mergeHeader(layers), items: [...items.values()], findings }
}

/** The spot in a file that a path into a merged item stands for. */
export function spotIn(merged: MergedItem, path: JsonPath): Spot {
  const [member, ...rest] = path
  const { layer, index } = merged.origins.get(String(member)) ?? merged.latest
  // A single rule stands in the file without a list around it.
  const isList = Array.isArray(layer.content.items[index]?.read)
  const inside = member === 'read' && !isList ? rest.slice(1) : rest
  const full = member === undefined ? [] : [member, ...inside]
  return { source: layer.source, path: ['items', index, ...full] }
}

function mergeItems(items: Map<string, MergedItem>, layer: Layer, findings: Finding[]): void {
  const first = new Map<string, number>()
  const known = [...items.keys()]
  layer.content.items.forEach((item, index) => {
    const origin: Origin = { layer, index }
    const earlier = first.get(item.key)
    if (earlier !== undefined) {
      const message = `The key "${item.key}" is taken by items[${earlier}]; each item needs its own`
      findings.push(aboutKey(item, origin, { rule: 'duplicate-key', message }))
      return
    }
    first.set(item.key, index)
    const base = items.get(item.key)
    if (item.remove) {
      if (base === undefined) findings.push(unknownRemove(item, known, origin))
      items.delete(item.key)
    } else {
      items.set(item.key, base === undefined ? alone(item, origin) : overlay(base, item, origin))
    }
  })
}

function alone(item: ItemFile, origin: Origin): MergedItem {
  return {
    item,
    origins: new Map(Object.keys(item).map((name) => [name, origin])),
    latest: origin,
  }
}

function overlay(base: MergedItem, item: ItemFile, origin: Origin): MergedItem {
  const inherited: ItemFile = { ...base.item }
  if (item.direction === 'IN') delete inherited.write
  if (item.direction === 'OUT') delete inherited.read
  const allow = { ...inherited.allow, ...item.allow }
  const merged: ItemFile = { ...inherited, ...item }
  if (Object.keys(allow).length > 0) merged.allow = allow
  const origins = new Map(base.origins)
  for (const name of Object.keys(item)) origins.set(name, origin)
  return { item: merged, origins, latest: origin }
}

function unknownRemove(item: ItemFile, known: readonly string[], origin: Origin): Finding {
  const cannot = `Cannot remove "${item.key}"`
  const message =
    origin.layer.content.extends === undefined
      ? `${cannot}: the file extends no other`
      : `${cannot}: the base has no such item, ${allowed(item.key, known)}`
  return aboutKey(item, origin, { rule: 'remove-unknown-key', message })
}

function aboutKey(
  item: ItemFile,
  { layer, index }: Origin,
  { rule, message }: { rule: 'duplicate-key' | 'remove-unknown-key'; message: string },
): Finding {
  const spot = { source: layer.source, path: ['items', index, 'key'] }
  return findingAt(spot, { level: 'error', rule, message, item: item.key })
}

/** What kind of device it is, is inherited; what identifies the file, is not. */
function mergeHeader(layers: readonly Layer[]): Merged['header'] {
  const [own, ...bases] = layers.map((layer) => layer.content)
  if (own === undefined) throw new Error('Cannot merge no files')
  const { items: _, extends: __, ...header } = own
  let result: Merged['header'] = header
  for (const base of bases) {
    const ocpp = { ...base.ocpp, ...result.ocpp }
    result = { ...kindOf(base), ...result }
    if (Object.keys(ocpp).length > 0) result.ocpp = ocpp
  }
  return result
}

function kindOf(base: DescriptorFile): Partial<DescriptorFile> {
  const { $schema, ddf, id, name, model, version, description, history, match, ...rest } = base
  const { items, extends: _, ...kind } = rest
  return kind
}
