import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { WriteResult } from '../../runtime/http/port.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const items = '/devices/1217212:1/items'
const text = { 'content-type': 'text/plain' }

/** Writes `value` to Current_Set of a runtime that answers with `result`. */
async function write(result: WriteResult | Error) {
  const runtime = new MemoryRuntime()
  runtime.writeResults.push(result)
  await using server = await serve(runtime)
  return await ask(server, `PUT ${items}/currentSet`, { json: { value: 16 } })
}

test('PUT an item that the station accepts gives 200 with the calls', async () => {
  const calls = [{ action: 'SetChargingProfile', status: 'Accepted' }]
  const asked = await write({ kind: 'done', value: 16, calls })
  assert.is(asked.status, 200)
  assert.equal(asked.json, { accepted: true, value: 16, calls })
})

test('PUT an item that is kept gives 202 and says when it is sent', async () => {
  const offline = await write({ kind: 'kept', value: 16, calls: [], why: 'offline' })
  assert.is(offline.status, 202)
  assert.equal(offline.json, {
    accepted: true,
    value: 16,
    calls: [],
    kept: 'offline',
    sendAt: null,
  })
  const sendAt = Date.UTC(2026, 0, 1)
  const soon = await write({ kind: 'kept', value: 16, calls: [], why: 'minInterval', sendAt })
  assert.is(soon.status, 202)
  assert.equal(soon.json, {
    accepted: true,
    value: 16,
    calls: [],
    kept: 'minInterval',
    sendAt: '2026-01-01T00:00:00.000Z',
  })
})

test('PUT an IN item gives 405 with Allow', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, `PUT ${items}/voltage`, { json: { value: 230 } })
  isProblem(asked, 'read-only')
  assert.is(asked.headers.get('allow'), 'GET')
})

test('PUT a value that is not allowed gives 422 with what is', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, `PUT ${items}/currentSet`, { json: { value: 81 } })
  const problem = isProblem(asked, 'not-allowed')
  assert.equal(problem.allowed, { type: 'number', minimum: 0, maximum: 80, unit: 'A' })
})

test('PUT what the station refuses gives 409 with its word', async () => {
  const calls = [{ action: 'SetChargingProfile', status: 'Rejected' }]
  const plain = isProblem(await write({ kind: 'refused', status: 'Rejected', calls }), 'refused')
  assert.is(plain.answer, 'Rejected')
  assert.equal(plain.calls, calls)
  assert.is(plain.detail, 'Station "1217212" answered "Rejected" to SetChargingProfile')
  const detail = 'No transaction runs'
  const own = await write({ kind: 'refused', status: 'NoTransaction', calls: [], detail })
  assert.is(isProblem(own, 'refused').detail, detail)
})

test('PUT while the station is offline gives 503, without an answer 504', async () => {
  isProblem(await write({ kind: 'offline' }), 'offline')
  const late = isProblem(await write({ kind: 'timeout', action: 'SetChargingProfile' }), 'timeout')
  assert.is(late.action, 'SetChargingProfile')
})

test('PUT reaches the item by key or id with the value as it was sent', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  for (const [item, value] of [
    ['currentSet', 16],
    ['7', 10.5],
    ['rfidStart', '04A2'],
    ['rfidAuthEnable', true],
    ['currentSet', '16'],
  ] as const) {
    await ask(server, `PUT ${items}/${item}`, { json: { value } })
  }
  assert.equal(
    runtime.writes.map(({ key, value }) => [key, value]),
    [
      ['currentSet', 16],
      ['currentSet', 10.5],
      ['rfidStart', '04A2'],
      ['rfidAuthEnable', true],
      ['currentSet', '16'],
    ],
  )
})

test('PUT plain text is read by the type of the item', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  for (const [item, body] of [
    ['currentSet', ' 16.5\n'],
    ['currentSet', '1e1'],
    ['rfidAuthEnable', '1'],
    ['rfidStart', '0042\n'],
    ['currentSet', 'sixteen'],
    ['currentSet', ''],
    ['currentSet', '0x10'],
  ] as const) {
    await ask(server, `PUT ${items}/${item}`, { body, headers: text })
  }
  assert.equal(
    runtime.writes.map(({ value }) => value),
    [16.5, 10, 1, '0042', 'sixteen', '', '0x10'],
  )
})

test('PUT to what is not there', async () => {
  await using server = await serve(new MemoryRuntime())
  const json = { value: 1 }
  isProblem(await ask(server, `PUT ${items}/9`, { json }), 'shared-id')
  isProblem(await ask(server, `PUT ${items}/nope`, { json }), 'unknown-item')
  isProblem(await ask(server, 'PUT /devices/none:1/items/currentSet', { json }), 'unknown-device')
})

test('PUT a body that cannot be read', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const path = `PUT ${items}/currentSet`
  const json = { 'content-type': 'application/json' }
  const broken = isProblem(
    await ask(server, path, { body: '{"value":', headers: json }),
    'malformed-body',
  )
  assert.match(broken.detail, /^Cannot read the body as JSON: /)
  isProblem(await ask(server, path, { body: '', headers: json }), 'malformed-body')
  const deep = `{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  isProblem(await ask(server, path, { body: deep, headers: json }), 'malformed-body')
  for (const [body, place] of [
    [{}, 'value'],
    [{ value: null }, 'value'],
    [{ value: [1] }, 'value'],
    [{ value: 1, unit: 'A' }, 'unit'],
    [[], ''],
    [16, ''],
  ] as const) {
    const problem = isProblem(await ask(server, path, { json: body }), 'invalid-body')
    assert.is(problem.errors?.[0]?.path, place)
  }
  assert.is(runtime.writes.length, 0)
})

test('PUT a body of another type gives 415 and says which header to send', async () => {
  await using server = await serve(new MemoryRuntime())
  const path = `PUT ${items}/currentSet`
  const form = await ask(server, path, {
    body: '{"value":16}',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const problem = isProblem(form, 'unsupported-media-type')
  assert.equal(problem.allowed, ['application/json', 'text/plain'])
  assert.match(problem.detail, /send the header "content-type: application\/json"/)
  assert.is(form.headers.get('accept'), 'application/json, text/plain')
  isProblem(await ask(server, path), 'unsupported-media-type')
  const zipped = { 'content-type': 'text/plain', 'content-encoding': 'gzip' }
  isProblem(await ask(server, path, { body: '16', headers: zipped }), 'unsupported-media-type')
})

test('PUT takes vendor types and parameters of JSON', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const type of ['Application/JSON; charset=utf-8', 'application/vnd.x+json']) {
    const headers = { 'content-type': type }
    const asked = await ask(server, `PUT ${items}/currentSet`, { body: '{"value":6}', headers })
    assert.is(asked.status, 200)
  }
})

test('PUT a body over the limit gives 413, however it is sent', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime, { bodyLimit: 1000 })
  const path = `PUT ${items}/rfidStart`
  const told = await ask(server, path, { body: 'x'.repeat(1001), headers: text })
  assert.is(isProblem(told, 'too-large').allowed, 1000)
  assert.is((await ask(server, path, { body: 'x'.repeat(1000), headers: text })).status, 200)
  assert.is(runtime.writes.length, 1)
  for (const [size, status] of [
    [1000, 200],
    [1001, 413],
    [5_000_000, 413],
  ] as const) {
    const body = new Blob(['x'.repeat(size)]).stream()
    const chunked: RequestInit & { duplex: 'half' } = { body, headers: text, duplex: 'half' }
    assert.is((await ask(server, path, chunked)).status, status)
  }
})

test('A fault of the runtime gives 500 with an id, and the log has the rest under it', async () => {
  const runtime = new MemoryRuntime()
  runtime.writeResults.push(new Error('secret path /srv/x.ts:12'))
  const logged: object[] = []
  const log = { info() {}, warn() {}, error: (data: object) => void logged.push(data) }
  await using server = await serve(runtime, { log })
  const asked = await ask(server, `PUT ${items}/currentSet`, { json: { value: 1 } })
  const problem = isProblem(asked, 'internal')
  assert.not.match(asked.text, /secret|srv/)
  assert.match(problem.instance ?? '', /^urn:uuid:[0-9a-f-]{36}$/)
  assert.is(logged.length, 1)
  assert.match(JSON.stringify(logged[0]), new RegExp(problem.instance ?? 'none'))
})

test('A client that goes away ends its write, and is no fault of the server', async () => {
  const runtime = new MemoryRuntime()
  const client = new AbortController()
  const ended = new Promise<void>((resolve) => {
    runtime.onWrite = (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason)
          resolve()
        })
        client.abort()
      })
  })
  const logged: string[] = []
  const log = { info() {}, warn() {}, error: (_: object, line: string) => void logged.push(line) }
  await using server = await serve(runtime, { log })
  const { signal } = client
  const request = ask(server, `PUT ${items}/currentSet`, { json: { value: 1 }, signal })
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.match(String(error), /AbortError/)
  await ended
  runtime.onWrite = undefined
  assert.is((await ask(server, 'GET /devices')).status, 200)
  assert.equal(logged, [])
})

test.run()
