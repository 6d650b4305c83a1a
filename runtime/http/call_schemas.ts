import { callTag } from './calls.ts'
import type { RuntimePort } from './port.ts'

type Json = Record<string, unknown>
/** Paths and schemas to add to an OpenAPI document. */
export interface CallDescriptions {
  readonly paths: Readonly<Record<string, object>>
  readonly schemas: Readonly<Record<string, object>>
}

const skipped = new Set(['$schema', '$id', 'id', '$comment', 'comment', 'description', 'javaType'])
const mapsOfSchemas = new Set(['properties', 'patternProperties', 'dependencies'])

/**
 * One path for each action of any version, with the official schemas as its body and answer; `base`
 * is the described operation that all of them are cases of.
 */
export async function describeCalls(
  port: RuntimePort,
  { path, base }: { readonly path: string; readonly base: Json },
): Promise<CallDescriptions> {
  const schemas: Record<string, object> = {}
  const actions = new Map<string, { requests: string[]; answers: string[] }>()
  for (const [version, calls] of await port.callSchemas()) {
    for (const [action, { request, answer }] of calls) {
      const names = actions.get(action) ?? { requests: [], answers: [] }
      actions.set(action, names)
      names.requests.push(add(schemas, `${version}.${action}Request`, { version, schema: request }))
      names.answers.push(add(schemas, `${version}.${action}Answer`, { version, schema: answer }))
    }
  }
  const sorted = [...actions].sort(([a], [b]) => (a < b ? -1 : 1))
  const paths = sorted.map(([action, { requests, answers }]) => [
    path.replace('{action}', action),
    { post: operationOf(base, { action, requests, answers }) },
  ])
  return { paths: Object.fromEntries(paths), schemas }
}

function operationOf(
  base: Json,
  call: {
    readonly action: string
    readonly requests: readonly string[]
    readonly answers: readonly string[]
  },
): Json {
  const parameters = Array.isArray(base.parameters) ? base.parameters : []
  const responses = base.responses
  return {
    tags: [callTag],
    operationId: `call${call.action}`,
    summary: `Send ${call.action}`,
    parameters: parameters.filter((parameter) => !isJson(parameter) || parameter.name !== 'action'),
    requestBody: { required: true, content: contentOf(call.requests) },
    responses: {
      ...(isJson(responses) ? responses : {}),
      200: { description: 'The answer of the station', content: contentOf(call.answers) },
    },
  }
}

function contentOf(names: readonly string[]): Json {
  const references = names.map((name) => ({ $ref: referenceTo(name) }))
  const schema = references.length === 1 ? references[0] : { anyOf: references }
  return { 'application/json': { schema } }
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`
}

// Definitions of one version mean the same in all its actions, so they are listed once.
function add(
  schemas: Record<string, object>,
  name: string,
  { version, schema }: { readonly version: string; readonly schema: object },
): string {
  const adapted = adapt(schema, version)
  schemas[name] = isJson(adapted) ? adapted : {}
  const definitions = isJson(schema) ? (schema.definitions ?? schema.$defs) : undefined
  if (isJson(definitions)) {
    for (const [definition, body] of Object.entries(definitions)) {
      const shared = adapt(body, version)
      if (isJson(shared)) schemas[`${version}.${definition}`] ??= shared
    }
  }
  return name
}

/** A schema for use inside another document: local references lead to `version.<definition>`. */
function adapt(schema: unknown, version: string): unknown {
  if (Array.isArray(schema)) return schema.map((member) => adapt(member, version))
  if (!isJson(schema)) return schema
  const adapted: Json = {}
  for (const [word, value] of Object.entries(schema)) {
    if (skipped.has(word) || word === 'definitions' || word === '$defs') continue
    if (word === '$ref' && typeof value === 'string') {
      adapted[word] = referenceTo(`${version}.${value.slice(value.lastIndexOf('/') + 1)}`)
    } else if (mapsOfSchemas.has(word) && isJson(value)) {
      const members = Object.entries(value).map(([name, member]) => [name, adapt(member, version)])
      adapted[word] = Object.fromEntries(members)
    } else if (word === 'enum' || word === 'const' || word === 'default') {
      adapted[word] = value
    } else {
      adapted[word] = adapt(value, version)
    }
  }
  return adapted
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
