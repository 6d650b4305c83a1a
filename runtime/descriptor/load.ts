import * as v from 'valibot'
import { type Finding, hasError } from './finding.ts'
import { itemSchema } from './item_schema.ts'
import { type Layer, type ResolveBase, readLayer, readLayers } from './layers.ts'
import { runLints } from './lints/run.ts'
import { type MergedItem, merge, spotIn } from './merge.ts'
import type { Descriptor, Item } from './schema.ts'
import { findingAt, type JsonPath } from './source_text.ts'
import { plainIssues } from './validate.ts'

export type { BaseText, ResolveBase } from './layers.ts'

/** A descriptor, or why there is none. */
export interface Loaded {
  /** Absent when one of the findings is an error. */
  readonly descriptor?: Descriptor
  readonly findings: readonly Finding[]
}

/** Where a text comes from, and how what it builds on is found. */
export interface LoadOptions {
  /** File name without `.ddf.json`. */
  readonly slug: string
  /** What messages call the file. */
  readonly file: string
  /** Finds the files it extends; without it none can be extended. */
  readonly resolveBase?: ResolveBase | undefined
  /** Reads a file of the chain; one that remembers serves where descriptors share their base. */
  readonly read?: typeof readLayer | undefined
}

/**
 * Loads a descriptor: parses it (comments and trailing commas are allowed), checks its form, merges
 * what it extends, checks the result again and lints it. It reads no file itself and never throws.
 */
export function loadDescriptor(text: string, options: LoadOptions): Loaded {
  const { slug, file, resolveBase = nothingElse, read = readLayer } = options
  const { layers, findings } = readLayers({ text, file, slug }, { resolveBase, read })
  const [own] = layers ?? []
  if (layers === undefined || own === undefined) return { findings: limited(findings) }
  const merged = merge(layers)
  const formed = merged.items.map(formItem)
  const items = formed.flatMap(({ item }) => (item === undefined ? [] : [item]))
  const wrong = [...merged.findings, ...formed.flatMap((one) => one.findings)]
  if (merged.items.length === 0) wrong.push(nothingLeft(own))
  if (wrong.length > 0) return { findings: limited(wrong) }
  const bases = layers.slice(1).map((layer) => layer.slug)
  const descriptor: Descriptor = { ...merged.header, slug, bases, items }
  const byKey = new Map(merged.items.map((one) => [one.item.key, one]))
  const linted = runLints({ descriptor, merged: byKey, source: own.source })
  return hasError(linted)
    ? { findings: limited(linted) }
    : { descriptor, findings: limited(linted) }
}

/** Most findings that are shown of one descriptor. */
export const maxFindings = 200

function limited(findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings
  if (findings.length <= maxFindings || first === undefined) return findings
  const errorsFirst = [...findings].sort((a, b) => weight[a.level] - weight[b.level])
  const message = `${findings.length - maxFindings} more findings are not shown`
  const rest: Finding = { ...first, message, rule: 'limit', level: 'info', item: undefined }
  return [...errorsFirst.slice(0, maxFindings), { ...rest, line: 0, column: 0, path: '' }]
}

const weight: { readonly [L in Finding['level']]: number } = { error: 0, warning: 1, info: 2 }

function nothingElse(): ReturnType<ResolveBase> {
  return { problem: 'no other file can be read here' }
}

function nothingLeft(own: Layer): Finding {
  const message = 'Every item is removed; at least one must be left'
  return findingAt(
    { source: own.source, path: ['items'] },
    { level: 'error', rule: 'incomplete-item', message },
  )
}

interface Formed {
  readonly item?: Item
  readonly findings: readonly Finding[]
}

/** A merged item in its final form: complete, and right by the schema once more. */
function formItem(merged: MergedItem): Formed {
  const { read = [], remove: _, ...rest } = merged.item
  const { name, direction, type } = rest
  const problems = problemsOf(merged)
  if (problems.length > 0 || name === undefined || direction === undefined || type === undefined) {
    const { key } = merged.item
    const findings = problems.map(({ rule, path, message }) =>
      findingAt(spotIn(merged, path), { level: 'error', rule, message, item: key }),
    )
    return { findings }
  }
  const chain = Array.isArray(read) ? read : [read]
  return { item: { ...rest, name, direction, type, read: chain }, findings: [] }
}

interface Problem {
  readonly rule: 'incomplete-item' | 'schema'
  readonly path: JsonPath
  readonly message: string
}

function problemsOf(merged: MergedItem): Problem[] {
  const { item } = merged
  const problems: Problem[] = []
  const missing = (['name', 'direction', 'type'] as const).filter(
    (word) => item[word] === undefined,
  )
  if (missing.length > 0) {
    const words = missing.map((word) => `"${word}"`).join(' and ')
    problems.push({ rule: 'incomplete-item', path: [], message: `The item has no ${words}` })
  }
  if (item.direction === 'INOUT' && item.write === undefined) {
    const message = 'An INOUT item needs "write"'
    problems.push({ rule: 'incomplete-item', path: [], message })
  }
  if (isAsWritten(merged)) return problems
  const result = v.safeParse(itemSchema, item)
  for (const { path, message } of plainIssues(result.issues ?? [])) {
    problems.push({ rule: 'schema', path, message })
  }
  return problems
}

/** Whether an item is the very one of a file, whose form was checked with the file. */
function isAsWritten({ item, latest: { layer, index } }: MergedItem): boolean {
  return layer.content.items[index] === item
}
