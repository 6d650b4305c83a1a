import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { changeSchema } from '../../runtime/http/item_view.ts'
import { ask, isProblem } from './support/ask.ts'
import { openEvents } from './support/event_source.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const at = Date.UTC(2026, 0, 1)

test('GET /events tells every change with all its fields', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  await using reader = await openEvents(server)
  assert.is(reader.response.status, 200)
  assert.is(reader.response.headers.get('content-type'), 'text/event-stream')
  assert.is(reader.response.headers.get('cache-control'), 'no-store')
  await reader.ready()
  runtime.set('1217212:1', { voltage: 230 }, at)
  const seen = await reader.next()
  assert.is(seen?.event, 'item')
  assert.match(seen?.id ?? '', /^[0-9a-f]{12}-1$/)
  v.parse(v.strictObject(changeSchema.pipe[0].entries), seen?.data)
  assert.equal(seen?.data, {
    address: '1217212:1',
    key: 'voltage',
    id: 1,
    value: 230,
    quality: 'good',
    at: '2026-01-01T00:00:00.000Z',
  })
  runtime.set('CP-7:1', { rfid: 'line\nbreak' })
  runtime.set('CP-7:1', { rfid: null })
  assert.equal(await reader.take(2), ['CP-7:1 rfid line\nbreak', 'CP-7:1 rfid null'])
})

test('GET /events filters by address, station and key', async () => {
  const runtime = new MemoryRuntime(['A:1', 'A:2', 'B:1', 'A:B:1'])
  await using server = await serve(runtime)
  const queries = {
    '': ['A:1 voltage', 'A:1 power', 'A:2 voltage', 'B:1 voltage', 'A:B:1 voltage'],
    '?address=A:1': ['A:1 voltage', 'A:1 power'],
    '?address=A%3A1&address=B:1': ['A:1 voltage', 'A:1 power', 'B:1 voltage'],
    '?address=A:*': ['A:1 voltage', 'A:1 power', 'A:2 voltage'],
    '?address=A:*&address=B:1&key=voltage': ['A:1 voltage', 'A:2 voltage', 'B:1 voltage'],
    '?key=power&key=energy': ['A:1 power'],
    '?address=A:B:1': ['A:B:1 voltage'],
  }
  for (const [query, expected] of Object.entries(queries)) {
    await using reader = await openEvents(server, query)
    await reader.ready()
    runtime.set('A:1', { voltage: 1, power: 2 })
    runtime.set('A:2', { voltage: 3 })
    runtime.set('B:1', { voltage: 4 })
    runtime.set('A:B:1', { voltage: 5 })
    const seen = await reader.take(expected.length)
    assert.equal(
      seen.map((line) => line.replace(/ \d+$/, '')),
      expected,
      query,
    )
  }
})

test('GET /events refuses a filter that could never match', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const query of ['?adress=A:1', '?address=A', '?address=A:x', '?snapshot=yes', '?address=']) {
    isProblem(await ask(server, `GET /events${query}`), 'bad-query')
  }
})

test('GET /events?snapshot=1 begins with the present values', async () => {
  const runtime = new MemoryRuntime(['A:1', 'A:2', 'B:1'])
  runtime.set('A:1', { voltage: 229 })
  await using server = await serve(runtime)
  await using all = await openEvents(server, '?snapshot=1')
  const first = await all.take(87)
  assert.is(first[1], 'A:1 voltage 229')
  assert.is(new Set(first).size, 87)
  await using one = await openEvents(server, '?snapshot=1&address=A:*&key=voltage')
  assert.equal(await one.take(2), ['A:1 voltage 229', 'A:2 voltage null'])
  await using exact = await openEvents(server, '?snapshot=1&address=A:2&key=voltage&address=Z:1')
  await exact.ready()
  runtime.set('A:1', { voltage: 230 })
  runtime.set('A:2', { voltage: 231 })
  assert.equal(await one.take(2), ['A:1 voltage 230', 'A:2 voltage 231'])
  assert.equal(await exact.take(2), ['A:2 voltage null', 'A:2 voltage 231'])
})

test('A reader that comes back gets what it missed, and only that', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  await using other = await openEvents(server)
  await other.ready()
  let lastId = ''
  {
    await using reader = await openEvents(server, '?key=voltage')
    await reader.ready()
    runtime.set('1217212:1', { voltage: 1 })
    assert.equal(await reader.take(1), ['1217212:1 voltage 1'])
    lastId = reader.lastId
  }
  runtime.set('1217212:1', { voltage: 2, power: 7 })
  runtime.set('1217212:2', { voltage: 3 })
  await other.take(4)
  for (const [query, headers] of [
    ['?key=voltage', { 'last-event-id': lastId }],
    [`?key=voltage&lastEventId=${lastId}`, {}],
    ['?key=voltage&snapshot=1', { 'last-event-id': lastId }],
  ] as const) {
    await using again = await openEvents(server, query, headers)
    assert.equal(await again.take(2), ['1217212:1 voltage 2', '1217212:2 voltage 3'])
  }
  await using again = await openEvents(server, '?key=voltage', { 'last-event-id': lastId })
  await again.take(2)
  runtime.set('1217212:1', { power: 8, voltage: 4 })
  assert.equal(await again.take(1), ['1217212:1 voltage 4'])
})

test('A reader that was there before its first event loses nothing either', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  await using other = await openEvents(server)
  await other.ready()
  runtime.set('1217212:1', { power: 1 })
  await other.take(1)
  let lastId = ''
  {
    await using reader = await openEvents(server)
    lastId = (await reader.ready()).lastId
  }
  runtime.set('1217212:1', { voltage: 2 })
  await using again = await openEvents(server, '', { 'last-event-id': lastId })
  assert.equal(await again.take(1), ['1217212:1 voltage 2'])
})

test('A reader whose position is gone starts afresh', async () => {
  const runtime = new MemoryRuntime(['A:1'])
  await using server = await serve(runtime, { events: { capacity: 4 } })
  await using other = await openEvents(server)
  const start = (await other.ready()).lastId
  for (let value = 1; value <= 5; value++) {
    runtime.set('A:1', { voltage: value })
    await other.take(1)
  }
  for (const lastId of [start, 'ffffffffffff-1', `${start}0000`, 'nonsense']) {
    await using again = await openEvents(server, '?key=voltage', { 'last-event-id': lastId })
    const reset = await again.next()
    assert.is(reset?.event, 'reset')
    assert.is(reset?.data?.lastId, lastId)
    assert.equal(await again.take(1), ['A:1 voltage 5'])
  }
  await using held = await openEvents(server, '', { 'last-event-id': before(other.lastId, 4) })
  assert.equal((await held.take(4))[0], 'A:1 voltage 2')
})

test('A slow reader is cut off and can resume; the others lose nothing', async () => {
  const runtime = new MemoryRuntime(['A:1'])
  let warn = (_line: string) => {}
  const warned = new Promise<string>((resolve) => {
    warn = resolve
  })
  const log = { info() {}, error() {}, warn: (_: object, line: string) => warn(line) }
  const events = { maxBytes: 65_536, interval: 0 }
  await using server = await serve(runtime, { log, events })
  const slow = await stalled(server.port, '/api/v1/events')
  await using quick = await openEvents(server, '?key=voltage')
  await quick.ready()
  let reason = ''
  warned.then((line) => {
    reason = line
  })
  let sent = 0
  const send = () =>
    runtime.set('A:1', { voltage: ++sent, rfid: 'x'.repeat(20_000), error: 'y'.repeat(20_000) })
  while (reason === '') {
    send()
    assert.equal(await quick.take(1), [`A:1 voltage ${sent}`])
    assert.ok(sent < 5000, 'the slow reader was never cut off')
  }
  assert.is(reason, 'Disconnected a reader of events: it reads too slowly')
  send()
  assert.equal(await quick.take(1), [`A:1 voltage ${sent}`])
  slow.resume()
  await once(slow, 'close')
})

test('While nobody listens, the runtime is not watched', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  assert.is(runtime.watchers, 0)
  await using one = await openEvents(server)
  await using two = await openEvents(server, '?key=voltage')
  await one.ready()
  await two.ready()
  assert.is(runtime.watchers, 1)
})

test('The end of the server ends the streams', async () => {
  const runtime = new MemoryRuntime()
  const ending = new AbortController()
  await using server = await serve(runtime, { signal: ending.signal })
  await using reader = await openEvents(server)
  await reader.ready()
  ending.abort()
  while ((await reader.next()) !== undefined);
  assert.is(runtime.watchers, 0)
  isProblem(await ask(server, 'GET /events'), 'not-ready')
})

/** The id `count` changes before another one. */
function before(id: string, count: number): string {
  const [epoch = '', sequence = ''] = id.split('-')
  return `${epoch}-${Number(sequence) - count}`
}

/** A connection that asked for a path and reads only the beginning of the answer. */
async function stalled(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  await once(socket, 'data')
  socket.pause()
  return socket
}

test.run()
