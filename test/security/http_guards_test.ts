import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RateLimit } from '../../runtime/http/rate_limit.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
}

/** A request whose path and headers no library sets right. */
function raw(
  { httpPort: port }: TestServer,
  line: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Raw> {
  const [method = '', path = ''] = line.split(' ')
  return new Promise((resolve, reject) => {
    const call = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
    call.on('error', reject)
    call.end(body)
  })
}

test('Without tokens a page elsewhere is refused, by its host as well as by its origin', async () => {
  await using server = await startServer({ settings: { httpOrigins: 'https://good.example' } })
  const devices = 'GET /api/v1/devices'
  for (const [headers, status] of [
    [{ host: 'evil.example' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ host: 'localhost' }, 200],
    [{ host: '[::1]:80' }, 200],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://good.example.evil.example' }, 403],
    [{ origin: 'https://good.example' }, 200],
    [{ origin: 'http://localhost:3000' }, 200],
  ] as const) {
    assert.is((await raw(server, devices, { headers })).status, status, JSON.stringify(headers))
  }
  await server.post('/api/v1/access', { role: 'admin' })
  // With a token a name says nothing.
  assert.is((await raw(server, devices, { headers: { host: 'box.example' } })).status, 401)
})

test('CORS is for exactly the origins that are set, and off without any', async () => {
  await using closed = await startServer()
  await using open = await startServer({ settings: { httpOrigins: 'https://good.example' } })
  const preflight = (server: TestServer, origin: string) =>
    raw(server, 'OPTIONS /api/v1/devices', {
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization',
      },
    })
  const allowed = (answer: Raw) => answer.headers['access-control-allow-origin']
  const good = await preflight(open, 'https://good.example')
  assert.is(allowed(good), 'https://good.example')
  assert.match(String(good.headers['access-control-allow-headers']), 'authorization')
  assert.is(good.headers['access-control-allow-credentials'], undefined)
  for (const origin of [
    'https://evil.example',
    'http://good.example',
    'https://good.example:8443',
  ]) {
    assert.is(allowed(await preflight(open, origin)), undefined, origin)
  }
  assert.is(allowed(await preflight(closed, 'https://good.example')), undefined)
  // A page reads what went wrong, too.
  await open.post('/api/v1/access', { role: 'admin' })
  const headers = { origin: 'https://good.example' }
  const refused = await raw(open, 'GET /api/v1/devices', { headers })
  assert.is(refused.status, 401)
  assert.is(allowed(refused), 'https://good.example')
})

test('Too many requests are refused with the time to wait, guesses of tokens sooner', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock, settings: { httpRate: 2 } })
  const statuses = await Promise.all(
    Array.from({ length: 40 }, async () => (await raw(server, 'GET /health')).status),
  )
  assert.is(statuses.filter((status) => status === 200).length, 20)
  const late = await raw(server, 'GET /health')
  assert.is(late.status, 429)
  assert.match(String(late.headers['retry-after']), /^[1-9]$/)

  assert.equal(await guesses(clock), [...Array(50).fill(401), 429, 429])
})

test('Guesses of one shut out nobody with a right token, even from the same address', async () => {
  const clock = new TestClock()
  await guesses(clock, async (server, token) => {
    const devices = 'GET /api/v1/devices'
    const headers = { authorization: `Bearer ${token}` }
    assert.is((await raw(server, devices, { headers })).status, 200)
    assert.is((await raw(server, devices)).status, 429)
    for (const path of ['/health', '/ready']) {
      assert.is((await raw(server, `GET ${path}`)).status, 200, path)
    }
    await clock.advance(200)
    assert.is((await raw(server, devices)).status, 401)
  })
})

test('Guesses that come all at once are paid for afterwards', async () => {
  const limit = new RateLimit({ rate: 5, burst: 50 })
  for (let i = 0; i < 300; i++) limit.owe('a', 0)
  assert.is(limit.wait('a', 0), 251 / 5)
  for (let i = 0; i < 5000; i++) limit.owe('a', 0)
  // Not for ever.
  assert.is(limit.wait('a', 0), 501 / 5)
  const clock = new TestClock()
  await using server = await startServer({ clock })
  await server.post('/api/v1/access', { role: 'admin' })
  const guess = () => raw(server, 'PUT /api/v1/tokens/A')
  const answers = await Promise.all(Array.from({ length: 200 }, guess))
  const taken = answers.filter(({ status }) => status === 401).length
  assert.ok(taken >= 50)
  await clock.advance(((taken - 50) / 5) * 1000)
  assert.is((await guess()).status, 429)
  await clock.advance(300)
  assert.is((await guess()).status, 401)
})

/** What 52 guesses of a token from one address get at once, and what is tried after them. */
async function guesses(
  clock: TestClock,
  after: (server: TestServer, token: string) => Promise<void> = () => Promise.resolve(),
): Promise<number[]> {
  await using server = await startServer({ clock })
  const { body } = await server.post('/api/v1/access', { role: 'admin' })
  const headers = { authorization: 'Bearer guess' }
  const seen: number[] = []
  for (let i = 0; i < 52; i++) {
    seen.push((await raw(server, 'GET /api/v1/devices', { headers })).status)
  }
  await after(server, String(at(body, 'token')))
  return seen
}

test('A limit lets a burst through and then its rate, key by key, within bounded memory', () => {
  const limit = new RateLimit({ rate: 2, burst: 3 })
  const takes = (key: string, now: number) => limit.take(key, now) === 0
  assert.equal(
    [0, 0, 0, 0].map((now) => takes('a', now)),
    [true, true, true, false],
  )
  assert.is(limit.wait('a', 0), 0.5)
  assert.ok(takes('b', 0))
  assert.ok(takes('a', 500))
  assert.not(takes('a', 500))
  // A clock that is put back gives nothing and takes nothing.
  assert.not(takes('a', 0))
  for (let i = 0; i < 30_000; i++) limit.take(`k${i}`, 600)
  assert.not(takes('a', 600))
})

test('No name in a path leads out of the folders', async () => {
  await using server = await startServer()
  const outside = join(dirname(server.ddf), 'escaped.ddf.json')
  const before = readdirSync(server.ddf).sort()
  const names = [
    '..%2fescaped',
    '%2e%2e%2fescaped',
    '..%5cescaped',
    '%2fetc%2fpasswd',
    'a%00b',
    '..',
    '%2e%2e',
    'C:escaped',
    '....%2f%2fescaped',
  ]
  const headers = { 'content-type': 'application/json' }
  const text = { 'content-type': 'text/plain' }
  for (const name of names) {
    for (const [line, options] of [
      [
        `PUT /api/v1/descriptors/${name}`,
        { headers, body: readFileSync(join(server.ddf, 'ocpp-general.ddf.json'), 'utf8') },
      ],
      [`DELETE /api/v1/descriptors/${name}`, {}],
      [`GET /api/v1/descriptors/${name}`, {}],
      [`PUT /api/v1/plugins/${name}`, { headers: text, body: 'export default 1' }],
      [`DELETE /api/v1/plugins/${name}`, {}],
      [`GET /api/v1/stations/${name}/recording`, {}],
      [`GET /api/v1/stations/${name}/files/${name}`, {}],
      [`GET /docs/${name}`, {}],
      [`GET /problems/${name}`, {}],
    ] as const) {
      const { status } = await raw(server, line, options)
      assert.ok(status >= 400 && status < 500, `${line} ${status}`)
    }
  }
  assert.not(existsSync(outside))
  assert.equal(readdirSync(server.ddf).sort(), before)
  assert.equal(readdirSync(server.plugins), [])
})

test('What a request says never becomes a header of the answer', async () => {
  await using server = await startServer()
  const crlf = '%0d%0aSet-Cookie:%20a=b'
  for (const path of [
    `/api/v1/devices?limit=1&after=${crlf}`,
    `/api/v1/tokens/${crlf}`,
    `/api/v1/audit?limit=1&who=${crlf}`,
    `/${crlf}`,
    `/api/v1/descriptors/${crlf}`,
  ]) {
    const { headers } = await raw(server, `GET ${path}`)
    assert.is(headers['set-cookie'], undefined, path)
    for (const value of Object.values(headers)) assert.not.match(String(value), /[\r\n]/)
  }
})

test('The runtime itself opens no connection to where a request points', () => {
  // Only clients do: the typed client, the command line and the simulator; and one to a setting.
  const clients = /^runtime\/(http\/client\.ts|security\/webhook\.ts|cli\/|simulator\/)/
  const opens =
    /\bfetch\s*\(|\bhttps?\.(get|request)\(|\bnet\.connect|\btls\.connect|createConnection\(|new WebSocket\(|from 'undici'/
  const found = readdirSync('runtime', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !clients.test(file) && !file.includes('docs_'))
    .filter((file) => opens.test(readFileSync(file, 'utf8').replaceAll('app.fetch', '')))
  assert.equal(found, [])
})

test.run()
