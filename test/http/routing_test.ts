import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { problemTypes } from '../../runtime/http/problem_types.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

test('A path that is nothing gives 404', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const path of [
    '//',
    '//nope',
    '',
    '/nope',
    '/devices/',
    '/devices/a/b',
    '//api/v2/devices',
  ]) {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const problem = isProblem(await ask(server, `${method} ${path}`), 'not-found')
      assert.match(problem.detail, /^There is nothing at "/)
    }
  }
})

test('A method that a resource does not have gives 405 with Allow', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [request, allow] of [
    ['POST /devices', 'GET, HEAD, OPTIONS'],
    ['DELETE /devices/1217212:1/items/cps', 'GET, HEAD, PUT, OPTIONS'],
    ['GET /stations/1217212/calls/Reset', 'POST, OPTIONS'],
    ['POST /descriptors/x', 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ['PATCH /tokens/x', 'GET, HEAD, PUT, DELETE, OPTIONS'],
    ['POST //health', 'GET, HEAD, OPTIONS'],
    ['PUT //docs', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const asked = await ask(server, request)
    const problem = isProblem(asked, 'method-not-allowed')
    assert.is(asked.headers.get('allow'), allow, request)
    assert.equal(problem.allowed, allow.split(', '))
  }
})

test('OPTIONS tells the methods of a resource', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, 'OPTIONS /devices/1217212:1/items/cps')
  assert.is(asked.status, 204)
  assert.is(asked.headers.get('allow'), 'GET, HEAD, PUT, OPTIONS')
  assert.is(asked.text, '')
})

test('HEAD is GET without the body', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [path, status, type] of [
    ['/devices', 200, 'application/json'],
    ['/devices/1217212:1/items/9', 300, 'application/problem+json'],
    ['/events', 200, 'text/event-stream'],
    ['//docs', 200, 'text/html; charset=UTF-8'],
    ['/nope', 404, 'application/problem+json'],
  ] as const) {
    const asked = await ask(server, `HEAD ${path}`)
    assert.is(asked.status, status)
    assert.is(asked.headers.get('content-type'), type)
    assert.is(asked.text, '')
  }
})

test('HEAD /events does not become a reader', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  await ask(server, 'HEAD /events')
  assert.is(runtime.watchers, 0)
})

test('A query where there is none is refused', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const path of ['/devices/1217212:1', '//health', '/openapi.json', '/tokens/x']) {
    const problem = isProblem(await ask(server, `GET ${path}?x=1`), 'bad-query')
    assert.match(problem.detail, /there are none here$/)
  }
  assert.is((await ask(server, 'GET /devices?')).status, 200)
})

test('Every kind of problem is explained at its type', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [name, { title, status, meaning }] of Object.entries(problemTypes)) {
    const asked = await ask(server, `GET //problems/${name}`)
    assert.is(asked.status, 200)
    assert.is(asked.text, `${title} (status ${status})\n\n${meaning}\n`)
  }
  isProblem(await ask(server, 'GET //problems/toString'), 'not-found')
})

test('/health says that the process lives, /ready whether it serves', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const health = await ask(server, 'GET //health')
  assert.match(health.text, /^\{"status":"ok","version":"1\.2\.3","uptime":\d+\}$/)
  assert.equal((await ask(server, 'GET //ready')).json, { ready: true })
  runtime.notReady = ['The store cannot be written', 'OCPP does not listen']
  const problem = isProblem(await ask(server, 'GET //ready'), 'not-ready')
  assert.equal(problem.reasons, runtime.notReady)
  assert.is(problem.detail, 'The store cannot be written; OCPP does not listen')
  assert.is((await ask(server, 'GET //health')).status, 200)
})

test('What is set before the routes may answer itself', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime, {
    before: [
      async (c, next) => {
        if (c.req.header('authorization') === 'Bearer ok') return await next()
        return c.text('no', 401)
      },
    ],
  })
  assert.is((await ask(server, 'GET /devices')).status, 401)
  const headers = { authorization: 'Bearer ok' }
  assert.is((await ask(server, 'GET /devices', { headers })).status, 200)
  isProblem(await ask(server, 'POST /devices', { headers }), 'method-not-allowed')
})

test('Bytes that no client library sends get an answer of this API', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [target, status] of [
    ['/api/v1/devices/%E0%A4%A', 404],
    ['/api/v1/devices/%', 404],
    ['/api/v1/devices/%00', 404],
    ['/api/v1/devices/../devices', 200],
    ['//api/v1/devices', 404],
    ['/api/v1/devices/a%2F..%2F..%2Fetc', 404],
    ['/api/v1/devices?limit=%ZZ', 400],
    ['/api/v1/devices?%E0=1', 400],
  ] as const) {
    const answer = await raw(
      server.port,
      `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    )
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), target)
    if (status !== 200) assert.match(answer, /content-type: application\/problem\+json/i, target)
  }
})

test('A request that makes no URL gives 400', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [target, host] of [
    ['/api/v1/devices', 'a b'],
    ['/api/v1/devices', 'x/../y'],
    ['/api\\v1', 'x'],
  ] as const) {
    const answer = await raw(
      server.port,
      `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1.1 400 /, target)
    assert.match(answer, /"type":"\/problems\/malformed-request"/, target)
  }
})

async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (part) => {
    text += part
  })
  socket.write(request)
  await once(socket, 'close')
  return text
}

test.run()
