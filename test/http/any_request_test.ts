import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { problemSchema } from '../../runtime/http/problems.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { Contract, documentOf } from './support/openapi_document.ts'
import { serve } from './support/server.ts'

const word = fc.oneof(
  fc.constantFrom('1217212:1', '1217212', 'CP-7:1', 'cps', 'currentSet', '9', '7', 'Reset', 'why'),
  fc.constantFrom('ocpp-general', 'A', '..', '.', '__proto__', 'toString', '', '%', '%00', '%ff'),
  fc.string({ unit: 'binary', maxLength: 12 }).map(encoded),
)
const resource = fc.constantFrom(
  ['devices'],
  ['devices', '*'],
  ['devices', '*', 'items'],
  ['devices', '*', 'items', '*'],
  ['devices', '*', 'items', '*', 'why'],
  ['devices', '*', 'items', '*', 'history'],
  ['stations'],
  ['stations', '*'],
  ['stations', '*', 'calls', '*'],
  ['descriptors'],
  ['descriptors', '*'],
  ['tokens'],
  ['tokens', '*'],
  ['openapi.json'],
  ['*'],
  ['*', '*'],
)
const path = resource.chain((parts) =>
  fc
    .tuple(...parts.map((part) => (part === '*' ? word : fc.constant(part))))
    .map((words) => `/api/v1/${words.join('/')}`),
)
const outside = fc.constantFrom('/', '/health', '/ready', '/docs', '/problems/offline', '/metrics')
const query = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.constantFrom(
    '?',
    '?limit=1',
    '?limit=0',
    '?step=PT1H&limit=2',
    '?from=2026-01-01&step=60',
    '?from=9999-01-01&to=1',
    '?after=1217212%3A1',
    '?__proto__=1',
    '?%=%',
    '?a&a',
  ),
)
const method = fc.constantFrom(
  'GET',
  'GET',
  'PUT',
  'PUT',
  'POST',
  'POST',
  'DELETE',
  'PATCH',
  'OPTIONS',
)
const type = fc.constantFrom(
  'application/json',
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonx',
  '; ;',
)
const body = fc.oneof(
  fc.constantFrom('', '{}', '[]', 'null', '{"value":16}', '{"type":"Soft"}', '{"__proto__":{}}'),
  fc.json(),
  fc.string(),
  fc.constantFrom('['.repeat(5000), '"'.repeat(2000), 'x'.repeat(5000)),
)
const accept = fc.constantFrom('*/*', 'application/json', 'text/plain', 'image/png', ',;q=,', '')

test('Any request gets a described answer, an error is a problem, and none is a fault', async () => {
  await using server = await serve(new MemoryRuntime(), { bodyLimit: 4096 })
  const contract = new Contract(await documentOf(server))
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(
      fc.record({ method, path: fc.oneof({ weight: 9, arbitrary: path }, outside), query }),
      fc.record({ type, body, accept }),
      async (request, sent) => {
        const url = `${server.origin}${request.path}${request.query}`
        const { method } = request
        const response = await fetch(url, {
          method,
          headers: {
            accept: sent.accept,
            ...(method === 'GET' ? {} : { 'content-type': sent.type }),
          },
          ...(method === 'GET' ? {} : { body: sent.body }),
        })
        const text = await response.text()
        const { status } = response
        const about = `${method} ${request.path}${request.query} → ${status} ${text.slice(0, 300)}`
        const contentType = response.headers.get('content-type')
        seen.add(status)
        assert.ok(status >= 200 && status < 500, about)
        assert.not.match(text, /node_modules|\bat .+:\d+:\d+/, about)
        if (status >= 300) {
          assert.is(contentType, 'application/problem+json', about)
          assert.is(v.parse(problemSchema, JSON.parse(text)).status, status)
        }
        // The path as the server sees it, after the client has taken out dots.
        const { pathname } = new URL(url)
        if (status === 405 && !text.includes('/problems/read-only')) {
          assert.ok(response.headers.get('allow'), about)
        } else if (method !== 'OPTIONS' && !text.includes('/problems/not-found')) {
          const answer = { status, type: contentType, text }
          const wrong = contract.violation(answer, { method, path: decoded(pathname) })
          assert.is(wrong, undefined, `${about}: ${wrong}`)
        }
      },
    ),
    { numRuns: 400 },
  )
  for (const status of [200, 400, 404, 405, 415, 422]) assert.ok(seen.has(status), String(status))
})

// An encoded slash belongs to a name.
function decoded(pathname: string): string {
  return pathname.replace(/%2f/gi, '_')
}

// Half a surrogate pair cannot be encoded.
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '_'))
}

test.run()
