import { once } from 'node:events'
import { request } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../runtime/http/app.ts'
import { classOf, needOfRoute, routeClasses } from '../../runtime/http/roles.ts'
import { startServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'

const base = '/api/v1'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly type: string
  readonly json: Record<string, unknown>
}

async function ask(
  port: number,
  line: string,
  { token, json, headers = {} }: { token?: string; json?: unknown; headers?: HeadersInit } = {},
): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  const all = new Headers(headers)
  if (token !== undefined) all.set('authorization', `Bearer ${token}`)
  if (json !== undefined) all.set('content-type', 'application/json')
  const body = json === undefined ? {} : { body: JSON.stringify(json) }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: all, ...body })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  const parsed = isJson ? JSON.parse(text) : {}
  return {
    status: response.status,
    headers: response.headers,
    type: parsed.type ?? '',
    json: parsed,
  }
}

/** Tokens of all roles on a fresh server, made over HTTP as a person would. */
async function withTokens(port: number) {
  const made = await ask(port, `POST ${base}/access`, { json: { role: 'admin', name: 'boss' } })
  assert.is(made.status, 201)
  const admin = String(made.json.token)
  const tokenFor = async (role: string) => {
    const { json } = await ask(port, `POST ${base}/access`, { token: admin, json: { role } })
    assert.type(json.token, 'string')
    return String(json.token)
  }
  return { admin, read: await tokenFor('read'), control: await tokenFor('control') }
}

test('Every route has a class, and every class is of use', () => {
  const app = createApp(new MemoryRuntime(), { version: '1' })
  const routes = app.routes.filter(({ method }) => method !== 'ALL')
  assert.ok(routes.length > 30)
  const unknown = routes.filter(({ path }) => classOf(path) === undefined)
  assert.equal(
    unknown.map(({ method, path }) => `${method} ${path}`),
    [],
  )
  // What nobody thought of is for those who may do all.
  assert.is(needOfRoute('GET', '/api/v1/secret-things'), 'admin')
  assert.is(needOfRoute('GET', '/api/v1/devicesX'), 'admin')
  assert.is(new Set(routeClasses.map(({ path }) => path)).size, routeClasses.length)
})

test('Who needs what', () => {
  for (const [line, need] of [
    ['GET /health', 'open'],
    ['GET /ready', 'open'],
    ['GET /docs/script.js', 'open'],
    ['GET /metrics', 'read'],
    ['GET /api/v1/openapi.json', 'read'],
    ['GET /api/v1/devices/:address/items/:item/why', 'read'],
    ['PUT /api/v1/devices/:address/items/:item', 'control'],
    ['POST /api/v1/stations/:id/calls/:action', 'control'],
    ['PUT /api/v1/stations/:id/variables', 'control'],
    ['PUT /api/v1/stations/:id/credential', 'admin'],
    ['GET /api/v1/descriptors/:name', 'read'],
    ['PUT /api/v1/descriptors/:name', 'admin'],
    ['PUT /api/v1/plugins/:name', 'admin'],
    ['GET /api/v1/tokens', 'admin'],
    ['GET /api/v1/access', 'admin'],
  ] as const) {
    const [method = '', path = ''] = line.split(' ')
    assert.is(needOfRoute(method, path), need, line)
  }
})

test('Without tokens this machine may do everything; the first token closes the API', async () => {
  await using server = await startServer()
  const { httpPort: port } = server
  assert.is((await ask(port, `GET ${base}/devices`)).status, 200)
  const { admin } = await withTokens(port)
  for (const path of ['/devices', '/openapi.json', '/access', '/nothing', '/stations/x']) {
    const refused = await ask(port, `GET ${base}${path}`)
    assert.is(refused.status, 401, path)
    assert.is(refused.type, '/problems/unauthorized')
    assert.is(refused.headers.get('www-authenticate'), 'Bearer realm="ddf"')
  }
  for (const path of ['/health', '/ready', '/docs', '/problems/offline']) {
    assert.is((await ask(port, `GET ${path}`)).status, 200, path)
  }
  assert.is((await ask(port, `GET ${base}/devices`, { token: admin })).status, 200)
  assert.is((await ask(port, `GET ${base}/nothing`, { token: admin })).status, 404)
  assert.is((await ask(port, `PATCH ${base}/devices`, { token: admin })).status, 405)
})

test('What looks like a token and is none is refused', async () => {
  await using server = await startServer()
  const { httpPort: port } = server
  const { admin } = await withTokens(port)
  const last = admin.endsWith('A') ? 'B' : 'A'
  for (const authorization of [
    `Bearer ${admin.slice(0, -1)}${last}`,
    `Bearer ${admin.slice(0, -1)}`,
    `Bearer ${admin.toUpperCase()}`,
    `Bearer ${admin} ${admin}`,
    `Bearer ${admin},${admin}`,
    `Basic ${btoa(`x:${admin}`)}`,
    'Bearer',
    'Bearer ',
    '',
    admin,
  ]) {
    const { status, headers } = await ask(port, `GET ${base}/devices`, {
      headers: { authorization },
    })
    assert.is(status, 401, authorization)
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer realm="ddf"/)
  }
  const inQuery = await ask(port, `GET ${base}/devices?token=${admin}&access_token=${admin}`)
  assert.is(inQuery.status, 401)
  const small = await ask(port, `GET ${base}/devices`, {
    headers: { authorization: `bearer ${admin}` },
  })
  assert.is(small.status, 200)
})

test('A role is refused what it does not include, and is told which one does', async () => {
  await using server = await startServer({ settings: { slaves: 'S1:1' } })
  const { httpPort: port } = server
  const { admin, control, read } = await withTokens(port)
  const write = { json: { value: 16 } }
  const put = `PUT ${base}/devices/S1:1/items/currentSet`
  const refused = await ask(port, put, { ...write, token: read })
  assert.is(refused.status, 403)
  assert.is(refused.type, '/problems/forbidden')
  assert.is(refused.json.allowed, 'control')
  assert.match(refused.headers.get('www-authenticate') ?? '', 'insufficient_scope')
  // The station is away, which only those hear who may write.
  for (const token of [control, admin]) {
    assert.ok([202, 503].includes((await ask(port, put, { ...write, token })).status))
  }
  for (const [line, json] of [
    [`PUT ${base}/descriptors/x`, {}],
    [`PUT ${base}/tokens/x`, {}],
    [`GET ${base}/tokens`, undefined],
    [`GET ${base}/access`, undefined],
    [`POST ${base}/access`, { role: 'admin' }],
  ] as const) {
    const answer = await ask(port, line, { token: control, ...(json && { json }) })
    assert.is(answer.status, 403, line)
    assert.is(answer.json.allowed, 'admin')
  }
})

test('An encoded or odd path is no way around', async () => {
  await using server = await startServer()
  const { httpPort: port } = server
  const { read } = await withTokens(port)
  for (const path of [
    '/api/v1/%61ccess',
    '/api/v1/access/',
    '/api/v1//access',
    '/api/v1/./access',
    '/api/v1/devices/../access',
    '/api/v1/devices/..%2faccess',
    '/API/v1/access',
    '/health/../api/v1/access',
    '/docs/..%2f..%2fapi/v1/access',
    '/api/v1/access;a=b',
    '/api/v1/access?x',
  ]) {
    for (const [token, statuses] of [
      ['', [401]],
      [read, [403, 404]],
    ] as const) {
      const call = request({ port, host: '127.0.0.1', path, method: 'GET' })
      if (token !== '') call.setHeader('authorization', `Bearer ${token}`)
      call.end()
      const [response] = await once(call, 'response')
      response.resume()
      assert.ok(
        statuses.some((status) => status === response.statusCode),
        `${path} ${response.statusCode}`,
      )
    }
  }
})

test('A token is told once and kept as a hash; a revoked or expired one is refused', async () => {
  const clock = new TestClock({ now: Date.parse('2026-01-01T00:00:00Z') })
  await using server = await startServer({ clock })
  const { httpPort: port } = server
  const { admin, read } = await withTokens(port)
  const expiresAt = '2026-01-02T00:00:00.000Z'
  const json = { role: 'read', name: 'short', expiresAt }
  const made = await ask(port, `POST ${base}/access`, { token: admin, json })
  const short = String(made.json.token)
  const list = await ask(port, `GET ${base}/access`, { token: admin })
  const text = JSON.stringify(list.json)
  for (const secret of [admin, read, short]) {
    assert.not.match(text, secret.slice(-43))
    assert.match(text, secret.split('_')[1] ?? 'nothing')
  }
  assert.match(text, '"name":"short","role":"read"')

  assert.is((await ask(port, `GET ${base}/devices`, { token: short })).status, 200)
  await clock.advance(86_400_000)
  const late = await ask(port, `GET ${base}/devices`, { token: short })
  assert.is(late.status, 401)
  assert.match(String(late.json.detail), 'has expired')

  const id = read.split('_')[1]
  assert.is((await ask(port, `DELETE ${base}/access/${id}`, { token: read })).status, 403)
  assert.is((await ask(port, `DELETE ${base}/access/${id}`, { token: admin })).status, 204)
  assert.is((await ask(port, `DELETE ${base}/access/${id}`, { token: admin })).status, 404)
  assert.is((await ask(port, `GET ${base}/devices`, { token: read })).status, 401)

  const past = { role: 'read', expiresAt: '2020-01-01T00:00:00Z' }
  const refused = await ask(port, `POST ${base}/access`, { token: admin, json: past })
  assert.is(refused.status, 422)
})

test('Event streams end with their token', async () => {
  await using server = await startServer()
  const { httpPort: port } = server
  const open = await fetch(`http://127.0.0.1:${port}${base}/events`)
  const { admin, read } = await withTokens(port)
  const headers = { authorization: `Bearer ${read}` }
  const own = await fetch(`http://127.0.0.1:${port}${base}/events`, { headers })
  assert.is(own.status, 200)
  await ask(port, `DELETE ${base}/access/${read.split('_')[1]}`, { token: admin })
  // Whatever happens next is kept from both: the one opened without a token, and the revoked one.
  server.runtime.securityEvents.note({ kind: 'limit', detail: 'not for them' })
  for (const response of [open, own]) {
    const seen = await response.text()
    assert.not.match(seen, 'not for them')
  }
})

test('Others reach the API only when there are tokens', async () => {
  let message = ''
  await startServer({ settings: { httpHost: '0.0.0.0' } }).catch((error: Error) => {
    message = error.message
  })
  assert.match(
    message,
    /^Cannot use httpHost "0\.0\.0\.0": allowed is localhost, 127\.0\.0\.1 or ::1/,
  )
  assert.match(message, 'ddf token create')
})

test.run()
