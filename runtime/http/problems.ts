import type { Context } from 'hono'
import * as v from 'valibot'
import { type ProblemName, problemTypes } from './problem_types.ts'

/** A problem document (RFC 9457). */
export const problemSchema = v.pipe(
  v.looseObject({
    type: v.pipe(v.string(), v.description('`/problems/<name>`; never changes')),
    title: v.string(),
    status: v.pipe(v.number(), v.integer()),
    detail: v.string(),
    instance: v.optional(v.pipe(v.string(), v.description('Id of this occurrence in the log'))),
    allowed: v.optional(v.pipe(v.unknown(), v.description('What would be accepted'))),
    candidates: v.optional(
      v.pipe(v.array(v.unknown()), v.description('What may have been meant, nearest first')),
    ),
    errors: v.optional(
      v.pipe(
        v.array(v.looseObject({ path: v.string(), message: v.string() })),
        v.description('What is wrong in what was sent, by place'),
      ),
    ),
  }),
  v.metadata({ ref: 'Problem' }),
)
/** A problem document. */
export type ProblemDocument = v.InferOutput<typeof problemSchema>

/** Further members of a problem document, and the headers that go with it. */
export interface ProblemDetails {
  readonly allowed?: unknown
  readonly candidates?: readonly unknown[]
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  readonly headers?: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

/** Thrown by a handler; becomes the answer in {@link handleError}. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemName
  readonly details: ProblemDetails

  constructor(kind: ProblemName, detail: string, details: ProblemDetails = {}) {
    super(detail)
    this.kind = kind
    this.details = details
  }

  /** The problem as `application/problem+json`. */
  toResponse(): Response {
    const { headers, ...members } = this.details
    const { status, title } = problemTypes[this.kind]
    const document = {
      type: `/problems/${this.kind}`,
      title,
      status,
      detail: this.message,
      ...members,
    }
    return new Response(JSON.stringify(document), {
      status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...headers,
      },
    })
  }
}

/** What the API writes to a log; a pino logger fits. */
export interface ApiLog {
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** Turns whatever a handler threw into a problem; what is no {@link Problem} is logged under an id. */
export function handleError(error: Error, c: Context, options: { log?: ApiLog | undefined }) {
  if (error instanceof Problem) return error.toResponse()
  // Whoever asked is gone, and so is whoever would read the answer: no fault of the server.
  if (c.req.raw.signal.aborted)
    return new Problem('timeout', 'The request was given up').toResponse()
  const instance = `urn:uuid:${crypto.randomUUID()}`
  options.log?.error(
    { error, instance, method: c.req.method, path: c.req.path },
    'Cannot answer a request',
  )
  return new Problem('internal', 'The server failed; its log has more under the instance id', {
    instance,
  }).toResponse()
}

/** The answer to a request that could not even be handed to the API, for the server in front. */
export function answerUnreadable(error: unknown, options: { log?: ApiLog | undefined } = {}) {
  if (error instanceof Error && error.name === 'RequestError') {
    return new Problem('malformed-request', error.message).toResponse()
  }
  options.log?.error({ error }, 'Cannot answer a request')
  return new Problem('internal', 'The server failed').toResponse()
}

/** Text of a request in quotation marks, for a message; long text is cut. */
export function quoted(text: string): string {
  return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`
}
