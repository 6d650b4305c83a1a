import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { type ProblemName, problemTypes } from '../../../runtime/http/problem_types.ts'
import { problemSchema } from '../../../runtime/http/problems.ts'
import type { TestServer } from './server.ts'

/** An answer with its body read. */
export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON, `undefined` when it is none. */
  readonly json: unknown
}

/** One request; `json` is sent as JSON, `path` is relative to the base of the API. */
export async function ask(
  server: TestServer,
  request: string,
  options: RequestInit & { readonly json?: unknown } = {},
): Promise<Asked> {
  const [method = 'GET', path = ''] = request.split(/ (.*)/s)
  const { json, ...init } = options
  const headers = new Headers(init.headers)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const url = path.startsWith('//') ? `${server.origin}${path.slice(1)}` : `${server.base}${path}`
  const body = json === undefined ? {} : { body: JSON.stringify(json) }
  const response = await fetch(url, { method, ...init, headers, ...body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parsed(text) }
}

/** Asserts that an answer is this problem, and gives its document. */
export function isProblem(asked: Asked, kind: ProblemName): v.InferOutput<typeof problemSchema> {
  assert.is(asked.headers.get('content-type'), 'application/problem+json', asked.text)
  const document = v.parse(problemSchema, asked.json)
  assert.is(document.type, `/problems/${kind}`, asked.text)
  assert.is(document.status, problemTypes[kind].status)
  assert.is(document.title, problemTypes[kind].title)
  assert.is(asked.status, document.status)
  assert.ok(document.detail.length > 0)
  assert.not.match(asked.text, /\.ts:|\.js:|\bat .+\(/)
  return document
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
