import { toJsonSchema } from '@valibot/to-json-schema'
import type { Context, MiddlewareHandler } from 'hono'
import { resolver, uniqueSymbol } from 'hono-openapi'
import * as v from 'valibot'
import { type ProblemName, problemTypes } from './problem_types.ts'
import { Problem, problemSchema, quoted } from './problems.ts'
import { asError } from './request.ts'

/** One operation, in words. */
export interface Operation {
  readonly tag: string
  /** Unique name, for generated clients. */
  readonly id: string
  readonly summary: string
  readonly description?: string
  /** Success status → what it means and its body, by default as JSON. */
  readonly answers: Readonly<Record<number, Answer>>
  /** What else it may answer with; those of every operation are added. */
  readonly problems?: readonly ProblemName[]
  /** What the names in the path mean. */
  readonly path?: Readonly<Record<string, string>>
  /** Body by media type, where no middleware describes it. */
  readonly body?: Readonly<Record<string, v.GenericSchema>>
  /** Its handler sets {@link usualHeaders} itself. */
  readonly ownHeaders?: boolean
}

/** One successful answer. */
export interface Answer {
  readonly description: string
  readonly schema?: v.GenericSchema
  readonly type?: string
  /** Body of another media type beside it. */
  readonly also?: Readonly<Record<string, v.GenericSchema>>
}

type QuerySchema = v.ObjectSchema<v.ObjectEntries, undefined>
interface QueryInput<S extends QuerySchema> {
  in: { query: v.InferInput<S> }
  out: { query: v.InferOutput<S> }
}

const noQuery = v.object({})

/** Headers of every answer: all of it is of the moment, and text in it may come from a station. */
export const usualHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** Describes an operation in OpenAPI; a query it does not have is refused, so that typos show. */
export function describe(operation: Operation): MiddlewareHandler {
  const middleware: MiddlewareHandler = (c, next) => {
    if (c.req.url.includes('?')) checkQuery(noQuery, c)
    if (operation.ownHeaders !== true) setHeaders(c)
    return next()
  }
  return withSpec(middleware, specOf(operation, []))
}

/** As {@link describe}, for an operation with query parameters. */
export function describeQuery<S extends QuerySchema>(
  schema: S,
  operation: Operation,
): MiddlewareHandler<object, string, QueryInput<S>> {
  const middleware: MiddlewareHandler<object, string, QueryInput<S>> = (c, next) => {
    c.req.addValidatedData('query', checkQuery(schema, c))
    setHeaders(c)
    return next()
  }
  return withSpec(middleware, specOf(operation, parametersOf(schema)))
}

function setHeaders(c: Context): void {
  for (const [name, value] of Object.entries(usualHeaders)) c.header(name, value)
}

function checkQuery<S extends QuerySchema>(schema: S, c: Context): v.InferOutput<S> {
  const given: Record<string, string | string[]> = Object.create(null)
  const allowed = Object.keys(schema.entries)
  const errors: { path: string; message: string }[] = []
  for (const [name, values] of Object.entries(c.req.queries())) {
    given[name] = values.length === 1 ? (values[0] ?? '') : values
    if (!Object.hasOwn(schema.entries, name)) errors.push({ path: name, message: 'unknown' })
  }
  const result = v.safeParse(schema, given)
  if (result.success && errors.length === 0) return result.output
  errors.push(...(result.issues ?? []).map(asError))
  const wrong = errors.map(({ path, message }) => `${quoted(path)} (${message})`).join(', ')
  const legal = allowed.length === 0 ? 'there are none here' : `there are ${allowed.join(', ')}`
  throw new Problem('bad-query', `Cannot use query parameter ${wrong}: ${legal}`, {
    errors,
    allowed,
  })
}

// Read by hono-openapi when the document is made; what is wrong in it, the test of the document finds.
function withSpec<M extends object>(middleware: M, spec: object): M {
  return Object.assign(middleware, { [uniqueSymbol]: { spec } })
}

function specOf(operation: Operation, query: readonly object[]): object {
  const path = Object.entries(operation.path ?? {}).map(([name, description]) => ({
    in: 'path',
    name,
    required: true,
    description,
    schema: { type: 'string' },
  }))
  return {
    tags: [operation.tag],
    operationId: operation.id,
    summary: operation.summary,
    description: operation.description,
    parameters: [...path, ...query],
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(Object.entries(operation.body)) } }),
    responses: { ...answersOf(operation), ...problemsOf(operation) },
  }
}

function answersOf(operation: Operation): Record<string, object> {
  const answers: Record<string, object> = {}
  for (const [status, { description, schema, type, also }] of Object.entries(operation.answers)) {
    const bodies = Object.entries(also ?? {})
    if (schema !== undefined) bodies.unshift([type ?? 'application/json', schema])
    answers[status] = { description, ...(bodies.length > 0 && { content: contentOf(bodies) }) }
  }
  return answers
}

function problemsOf(operation: Operation): Record<string, object> {
  const names: ProblemName[] = [...(operation.problems ?? []), 'bad-query', 'internal']
  const lines: Record<string, string[]> = {}
  for (const name of names) {
    const { status, meaning } = problemTypes[name]
    lines[status] ??= []
    lines[status].push(`\`${name}\`: ${meaning}`)
  }
  const content = contentOf([['application/problem+json', problemSchema]])
  return Object.fromEntries(
    Object.entries(lines).map(([status, all]) => [
      status,
      { description: all.join('\n\n'), content },
    ]),
  )
}

function contentOf(bodies: readonly (readonly [string, v.GenericSchema])[]): object {
  return Object.fromEntries(bodies.map(([type, schema]) => [type, { schema: resolver(schema) }]))
}

function parametersOf(schema: QuerySchema): object[] {
  const { properties = {} } = toJsonSchema(schema, { typeMode: 'output', errorMode: 'ignore' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === 'boolean' ? {} : property
    return { in: 'query', name, ...(description && { description }), schema: rest }
  })
}
