import * as v from 'valibot'
import type { Finding } from './finding.ts'
import type { ParsedJson } from './parse_json.ts'
import { type DescriptorFile, descriptorSchema } from './schema.ts'
import { findingAt, type JsonPath, pathText } from './source_text.ts'

/** A descriptor file that has the right form, or what is wrong with its form. */
export interface Validated {
  readonly file?: DescriptorFile
  readonly findings: readonly Finding[]
}

/** Checks the form of a parsed descriptor file, by the schema. */
export function validate(parsed: ParsedJson): Validated {
  const result = v.safeParse(descriptorSchema, parsed.value)
  if (result.success) return { file: result.output, findings: [] }
  const keys = itemKeys(parsed.value)
  const found = new Map<string, Finding>()
  for (const { message, path, name } of plainIssues(result.issues)) {
    const [list, index] = path
    const item = list === 'items' && typeof index === 'number' ? keys[index] : undefined
    const spot = { source: parsed.source, path, name }
    // One bad number breaks several rules of its schema, all with the same message.
    const same = `${pathText(path)} ${message}`
    found.set(same, findingAt(spot, { level: 'error', rule: 'schema', message, item }))
  }
  return { findings: [...found.values()] }
}

/** What is wrong with a value, by a schema, in words. */
export interface PlainIssue {
  readonly message: string
  readonly path: JsonPath
  /** It is about the name of a property, not about its value. */
  readonly name: boolean
}

/** Issues of a schema; of an alternative those of the branch that was meant, told by its shape. */
export function plainIssues(issues: readonly v.BaseIssue<unknown>[]): PlainIssue[] {
  return issues.flatMap((issue) => {
    const path = pathOf(issue)
    const name = issue.type === 'strict_object' && issue.expected === 'never'
    const plain = { message: issue.message, path, name }
    if (issue.type !== 'union') return [plain]
    const list = Array.isArray(issue.input)
    const meant = (issue.issues ?? []).filter((sub) =>
      list ? sub.path?.[0]?.type === 'array' : sub.path !== undefined || sub.type === 'picklist',
    )
    if (meant.length === 0) return [plain]
    return plainIssues(meant).map((sub) => ({ ...sub, path: [...path, ...sub.path] }))
  })
}

function pathOf(issue: v.BaseIssue<unknown>): JsonPath {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
}

const keyed = v.fallback(v.looseObject({ key: v.optional(v.string()) }), {})
const anyItems = v.fallback(v.looseObject({ items: v.array(keyed) }), { items: [] })

function itemKeys(value: unknown): (string | undefined)[] {
  return v.parse(anyItems, value).items.map((item) => item.key)
}
