import type { Context, MiddlewareHandler } from 'hono'
import { resolver, uniqueSymbol } from 'hono-openapi'
import * as v from 'valibot'
import { keepBody } from './body_text.ts'
import { Problem, quoted } from './problems.ts'

/** Deepest nesting of a JSON body; the deepest legal OCPP payload has ten levels. */
export const maxDepth = 64

type Schema = v.GenericSchema<unknown, object>
interface JsonInput<S extends Schema> {
  in: { json: v.InferInput<S> }
  out: { json: v.InferOutput<S> }
}

/** Reads and checks a JSON body of at most `limit` bytes, and describes it in OpenAPI. */
export function jsonBody<S extends Schema>(schema: S, limit: number) {
  const middleware: MiddlewareHandler<object, string, JsonInput<S>> = async (c, next) => {
    requireMediaType(c, isJson, ['application/json'])
    c.req.addValidatedData('json', checkBody(schema, parseJson(await readText(c, limit))))
    await next()
  }
  return Object.assign(middleware, {
    [uniqueSymbol]: { target: 'json' as const, ...resolver(schema) },
  })
}

/** Checks a parsed body. */
export function checkBody<S extends Schema>(schema: S, body: unknown): v.InferOutput<S> {
  if (Array.isArray(body)) {
    // Valibot takes an array for an object.
    const message = 'Expected an object, found an array'
    throw new Problem('invalid-body', message, { errors: [{ path: '', message }] })
  }
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  throw new Problem('invalid-body', `The body is not valid: ${firstOf(result.issues)}`, {
    errors: result.issues.map(asError),
  })
}

/** Parses JSON text that may come from anybody. */
export function parseJson(text: string): unknown {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new Problem('malformed-body', `Cannot read the body as JSON: ${cause}`)
  }
  if (deeperThan(body, maxDepth)) {
    throw new Problem('malformed-body', `The body is nested more than ${maxDepth} levels deep`)
  }
  return body
}

/** The body as text; at most `limit` bytes of it are ever held. */
export async function readText(c: Context, limit: number): Promise<string> {
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem(
      'unsupported-media-type',
      `Cannot read a body encoded as ${quoted(encoding)}`,
      {
        allowed: ['identity'],
        headers: { 'accept-encoding': 'identity' },
      },
    )
  }
  const length = c.req.header('content-length')
  if (length !== undefined && Number(length) > limit) throw tooLarge(limit)
  try {
    const text = length !== undefined ? await c.req.text() : await readStream(c.req.raw.body, limit)
    return keepBody(c, text)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('malformed-body', 'The body ended early')
  }
}

/** The media type of the body in lower case, without parameters; `''` when not said. */
export function mediaType(c: Context): string {
  const header = c.req.header('content-type') ?? ''
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** Whether a media type is JSON, vendor types included. */
export function isJson(type: string): boolean {
  return type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)
}

/** Refuses a body of another media type; `allowed` goes into the answer. */
export function requireMediaType(
  c: Context,
  accepts: (type: string) => boolean,
  allowed: readonly string[],
): void {
  const type = mediaType(c)
  if (accepts(type)) return
  const found = type === '' ? 'no content-type' : `content-type ${quoted(type)}`
  throw new Problem(
    'unsupported-media-type',
    `Cannot read a body with ${found}: send the header "content-type: ${allowed[0]}"`,
    { allowed, headers: { accept: allowed.join(', ') } },
  )
}

/** An issue of valibot as place and message. */
export function asError(issue: v.BaseIssue<unknown>): { path: string; message: string } {
  return { path: v.getDotPath(issue) ?? '', message: issue.message }
}

function firstOf(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .slice(0, 1)
    .map(asError)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join()
}

async function readStream(body: ReadableStream<Uint8Array> | null, limit: number) {
  if (body === null) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > limit) {
      reader.cancel().catch(() => undefined)
      throw tooLarge(limit)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function tooLarge(limit: number): Problem {
  return new Problem('too-large', `The body is longer than ${limit} bytes`, { allowed: limit })
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const member of Object.values(value)) if (deeperThan(member, levels - 1)) return true
  return false
}
