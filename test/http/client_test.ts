import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OcppGeneralDevice } from '../../ddf/ocpp-general.gen.ts'
import { ApiError, createClient, httpItemIo } from '../../runtime/http/client.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const odd = 'Süd/Tor 1%2F?#:2'

/** The error that a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw new Error(`Expected an ApiError, got ${String(error)}`)
}

test('The client reads and writes with the types of the routes', async () => {
  const runtime = new MemoryRuntime()
  runtime.set('1217212:1', { voltage: 231 }, 0)
  await using server = await serve(runtime)
  const client = createClient(server.origin)
  const devices = await (await client.devices.$get({ query: { limit: '1' } })).json()
  const [device] = devices
  assert.is(device?.address satisfies string | undefined, '1217212:1')
  const items = client.devices[':address'].items
  const param = { address: '1217212:1', item: 'voltage' }
  const item = await (await items[':item'].$get({ param })).json()
  const value: number | string | boolean | null = item.value
  assert.is(value, 231)
  const put = items[':item'].$put
  const written = await put({ param: { ...param, item: 'currentSet' }, json: { value: 6 } })
  const receipt = await written.json()
  assert.is(receipt.accepted satisfies true, true)
  const call = client.stations[':id'].calls[':action'].$post
  const reset = await call({ param: { id: '1217212', action: 'Reset' }, json: { type: 'Soft' } })
  assert.equal(await reset.json(), { status: 'Accepted' })
  const token = await client.tokens[':idTag'].$put({ param: { idTag: 'A' }, json: {} })
  assert.is((await token.json()).status, 'Accepted')
})

test('Whatever is no success rejects with the problem', async () => {
  await using server = await serve(new MemoryRuntime())
  const client = createClient(server.origin)
  const items = client.devices[':address'].items
  const shared = await failure(items[':item'].$get({ param: { address: '1217212:1', item: '9' } }))
  assert.is(shared.name, 'ApiError')
  assert.is(shared.status, 300)
  assert.is(shared.problem.type, '/problems/shared-id')
  assert.is(shared.problem.candidates?.length, 2)
  assert.match(shared.message, /^Several items share this id: Id "9" belongs to/)
  const missing = await failure(client.stations[':id'].$get({ param: { id: 'x' } }))
  assert.is(missing.status, 404)
})

test('An answer that is no problem document is still an ApiError', async () => {
  for (const [type, body] of [
    ['text/html', '<h1>Bad gateway</h1>'],
    ['application/problem+json', '{"broken'],
    ['application/problem+json', '{"title":1}'],
    ['application/problem+json', 'null'],
  ] as const) {
    const headers = { 'content-type': type }
    const answer = async () => new Response(body, { status: 502, statusText: 'Bad', headers })
    const error = await failure(
      createClient('http://x', { fetch: answer }).devices.$get({ query: {} }),
    )
    assert.is(error.status, 502)
    assert.is(error.problem.type, 'about:blank')
    assert.is(error.problem.title, 'Bad')
  }
})

test('The token is sent as a bearer token', async () => {
  const seen: (string | null)[] = []
  const answer: typeof fetch = async (_input, init) => {
    seen.push(new Headers(init?.headers).get('authorization'))
    return Response.json([])
  }
  await createClient('http://x', { token: 't', fetch: answer }).devices.$get({ query: {} })
  await createClient('http://x', { fetch: answer }).devices.$get({ query: {} })
  assert.equal(seen, ['Bearer t', null])
})

test('httpItemIo() reads and writes the items of a device of any name', async () => {
  const runtime = new MemoryRuntime([odd])
  runtime.set(odd, { voltage: 231 }, Date.UTC(2026, 0, 1))
  await using server = await serve(runtime)
  const io = httpItemIo(server.origin, odd)
  assert.equal(await io.read('voltage'), {
    value: 231,
    quality: 'good',
    at: '2026-01-01T00:00:00.000Z',
  })
  assert.equal(await io.read('power'), { value: null, quality: 'unknown', at: null })
  assert.equal(await io.write('currentSet', 10), {
    accepted: true,
    value: 10,
    calls: [{ action: 'Test', status: 'Accepted' }],
  })
  runtime.writeResults.push({ kind: 'kept', value: 8, calls: [], why: 'offline' })
  assert.equal(await httpItemIo(createClient(server.origin), odd).write('currentSet', 8), {
    accepted: true,
    value: 8,
    calls: [],
    kept: 'offline',
  })
  assert.is((await failure(io.write('voltage', 1))).status, 405)
  assert.is((await failure(io.read('nope'))).problem.type, '/problems/unknown-item')
  assert.is((await failure(io.read('../..'))).status, 404)
})

test('A generated accessor works over HTTP', async () => {
  const runtime = new MemoryRuntime()
  runtime.set('1217212:1', { current: 15.5, cps: 67 }, 0)
  await using server = await serve(runtime)
  const device = new OcppGeneralDevice(httpItemIo(server.origin, '1217212:1'))
  assert.is(await device.current.get(), 15.5)
  assert.equal(await device.cps.read(), {
    value: 67,
    quality: 'good',
    at: '1970-01-01T00:00:00.000Z',
  })
  assert.is(await device.power.get(), null)
  assert.is((await device.currentSet.set(16)).value, 16)
  runtime.writeResults.push({ kind: 'refused', status: 'Rejected', calls: [] })
  assert.is((await failure(device.currentSet.set(10))).problem.answer, 'Rejected')
})

test('The client loads nothing of the server', () => {
  const source = readFileSync(new URL('../../runtime/http/client.ts', import.meta.url), 'utf8')
  const loaded = [...source.matchAll(/^import (?!type ).* from '(.+)'$/gm)].map(([, name]) => name)
  assert.equal(loaded, ['hono/client'])
})

test.run()
