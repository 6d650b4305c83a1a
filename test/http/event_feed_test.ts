import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Item } from '../../runtime/descriptor/schema.ts'
import { EventFeed } from '../../runtime/http/event_feed.ts'
import { type EventFilter, eventFilter } from '../../runtime/http/event_filter.ts'
import { EventReader } from '../../runtime/http/event_reader.ts'
import { ManualClock } from '../support/manual_clock.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'

const encoder = new TextEncoder()
const everything = eventFilter([], [])

type RawReader = ReadableStreamDefaultReader<Uint8Array>

/** A feed on a clock that only the test moves, and the values it is fed with. */
function feedOf(
  options: ConstructorParameters<typeof EventFeed>[1] = {},
  addresses: readonly string[] = ['A:1'],
) {
  const clock = new ManualClock()
  const runtime = new MemoryRuntime(addresses)
  const lines: string[] = []
  const log = { info() {}, error() {}, warn: (_: object, line: string) => void lines.push(line) }
  const port = { ...runtime, followChanges: runtime.followChanges.bind(runtime), clock }
  const feed = new EventFeed(Object.assign(Object.create(runtime), port), { log, ...options })
  return { feed, clock, runtime, lines }
}

/** Reads a stream chunk by chunk. */
function readerOf(feed: EventFeed, filter = everything, lastId?: string) {
  const stream = feed.subscribe({ filter, snapshot: false, lastId })
  if (stream === undefined) throw new Error('The feed is closed')
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  return {
    raw: reader,
    async read() {
      const { done, value } = await reader.read()
      return done ? undefined : decoder.decode(value)
    },
    /** Reads to the point from which changes come as they happen. */
    async start() {
      await reader.read()
      const { value } = await reader.read()
      return decoder.decode(value).trim().slice(4)
    },
  }
}

test('Readers with the same filter get the same bytes, made once', async () => {
  const { feed, runtime } = feedOf()
  const same = [readerOf(feed), readerOf(feed)]
  const other = readerOf(feed, eventFilter(['A:1'], []))
  for (const reader of [...same, other]) await reader.start()
  const reads = [...same, other].map(({ raw }) => raw.read())
  runtime.set('A:1', { voltage: 1, power: 2 })
  const [first, second, third] = await Promise.all(reads)
  assert.ok(first?.value !== undefined && first.value === second?.value)
  assert.is.not(first.value, third?.value)
  assert.equal(first.value, third?.value)
})

test('Changes that come fast are written together, the first of them at once', async () => {
  const { feed, clock, runtime } = feedOf({ interval: 50 })
  const reader = readerOf(feed)
  await reader.start()
  const first = reader.read()
  runtime.set('A:1', { voltage: 1 })
  assert.match((await first) ?? '', /"value":1,/)
  const rest = reader.read()
  for (const value of [2, 3]) {
    runtime.set('A:1', { voltage: value })
    await null
  }
  clock.advance(49)
  runtime.set('A:1', { voltage: 4 })
  await null
  clock.advance(1)
  assert.equal((await rest)?.match(/"value":\d/g), ['"value":2', '"value":3', '"value":4'])
})

test('A burst larger than what is held reaches a reader whole', async () => {
  const { feed, clock, runtime } = feedOf({ capacity: 3, interval: 50 })
  const reader = readerOf(feed)
  await reader.start()
  const first = reader.read()
  for (let value = 1; value <= 10; value++) runtime.set('A:1', { voltage: value })
  const parts = [await first, await reader.read()]
  clock.advance(50)
  const text = `${parts.join('')}${await reader.read()}`
  assert.equal(
    text.match(/"value":\d+/g),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((value) => `"value":${value}`),
  )
})

test('What nobody wants is held, and keeps nobody waiting', async () => {
  const { feed, clock, runtime } = feedOf({ interval: 50 })
  const reader = readerOf(feed, eventFilter(['A:1'], ['power']))
  const lastId = await reader.start()
  const timers = clock.pending
  runtime.set('A:1', { voltage: 1 })
  await null
  assert.is(clock.pending, timers)
  const next = reader.read()
  runtime.set('A:1', { power: 2 })
  assert.match((await next) ?? '', /-2\ndata: .*"value":2,/)
  const other = readerOf(feed, eventFilter([], ['voltage']), lastId)
  await other.start()
  assert.match((await other.read()) ?? '', /-1\ndata: .*"value":1,/)
})

test('Every reader gets all it wants, in order, whoever else comes and goes', async () => {
  const filters = [everything, eventFilter([], ['power']), eventFilter(['B:*'], ['voltage'])]
  const step = fc.oneof(
    fc.record({ address: fc.constantFrom('A:1', 'B:1'), key: fc.constantFrom('voltage', 'power') }),
    fc.record({ comes: fc.constantFrom(...filters) }),
    fc.record({ back: fc.constantFrom(...filters), missed: fc.nat(5) }),
    fc.record({ leaves: fc.nat(5) }),
    fc.record({ passes: fc.nat(60) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      const { feed, clock, runtime } = feedOf({ interval: 50, capacity: 6 }, ['A:1', 'B:1'])
      const told: { address: string; key: string; line: string }[] = []
      const heard: { text: string; filter: EventFilter; from: number; raw: RawReader }[] = []
      let epoch = ''
      const come = async (filter: EventFilter, from: number) => {
        const lastId = from === told.length ? undefined : `${epoch}-${from}`
        const { raw, read, start } = readerOf(feed, filter, lastId)
        epoch = (await start()).split('-')[0] ?? ''
        const one = { text: '', filter, from, raw }
        heard.push(one)
        void (async () => {
          for (let text = await read(); text !== undefined; text = await read()) one.text += text
        })()
      }
      await come(everything, 0)
      for (const what of steps) {
        if ('address' in what) {
          const value = told.length + 1
          runtime.set(what.address, { [what.key]: value })
          told.push({ ...what, line: `${value} "value":${value},` })
          await null
        } else if ('comes' in what) await come(what.comes, told.length)
        else if ('back' in what) await come(what.back, Math.max(0, told.length - what.missed))
        else if ('leaves' in what) {
          const [gone] = heard.length > what.leaves + 1 ? heard.splice(what.leaves + 1, 1) : []
          await gone?.raw.cancel()
        } else clock.advance(what.passes)
      }
      clock.advance(50)
      await new Promise(setImmediate)
      for (const { text, filter, from } of heard) {
        const wanted = told
          .slice(from)
          .filter(({ address, key }) => filter.takes(address) && filter.wants(itemOf(key)))
        const lines = [...text.matchAll(/-(\d+)\ndata: .*("value":\d+,)/g)]
        assert.equal(
          lines.map(([, id, value]) => `${id} ${value}`),
          wanted.map(({ line }) => line),
        )
      }
      feed.close()
    }),
  )
})

test('A sign of life comes every 15 s', async () => {
  const { feed, clock } = feedOf()
  const reader = readerOf(feed)
  await reader.start()
  for (let beat = 0; beat < 3; beat++) {
    const read = reader.read()
    clock.advance(15_000)
    assert.is(await read, ':\n\n')
  }
})

test('A reader that stops reading is cut off, then reset', async () => {
  const { feed, clock, runtime, lines } = feedOf()
  const reader = readerOf(feed)
  await reader.start()
  await Promise.resolve()
  const read = reader.read()
  runtime.set('A:1', { voltage: 1 })
  await read
  runtime.set('A:1', { voltage: 2 })
  await null
  clock.advance(15_000)
  assert.equal(lines, [])
  clock.advance(15_000)
  assert.equal(lines, ['Disconnected a reader of events: it stopped reading'])
  clock.advance(15_000)
  await reader.read().then(
    () => assert.unreachable('the connection was not reset'),
    (error: unknown) => assert.match(String(error), /stopped reading/),
  )
})

test('A reader that was cut off and reads on sees the end, and nothing is reset', async () => {
  const { feed, clock, runtime, lines } = feedOf({ maxBytes: 10, interval: 0 })
  const reader = readerOf(feed)
  await reader.start()
  const first = reader.read()
  runtime.set('A:1', { voltage: 1 })
  await first
  runtime.set('A:1', { voltage: 2 })
  await null
  assert.equal(lines, ['Disconnected a reader of events: it reads too slowly'])
  assert.is(await reader.read(), undefined)
  clock.advance(60_000)
  clock.advance(300_000)
  assert.is(runtime.watchers, 0)
  assert.is(clock.pending, 0)
})

test('After the last reader has left, changes are held for a while', async () => {
  const { feed, clock, runtime } = feedOf({ linger: 300_000 })
  const reader = readerOf(feed)
  const lastId = await reader.start()
  await reader.raw.cancel()
  runtime.set('A:1', { voltage: 1 })
  await null
  clock.advance(299_000)
  const again = readerOf(feed, everything, lastId)
  assert.match((await again.read()) ?? '', /^retry: /)
  await again.read()
  assert.match((await again.read()) ?? '', /"value":1,/)
  await again.raw.cancel()
  assert.is(runtime.watchers, 1)
  clock.advance(300_000)
  assert.is(runtime.watchers, 0)
  assert.is(clock.pending, 0)
  const late = readerOf(feed, everything, lastId)
  assert.match((await late.read()) ?? '', /^event: reset/)
})

test('EventReader: what waits is bounded and is handed over in one piece', async () => {
  const ends: (string | undefined)[] = []
  const reader = new EventReader({
    backlog: backlogOf('a', '', 'b'),
    maxBytes: 6,
    onEnd: (reason) => void ends.push(reason),
  })
  assert.is(reader.live, false)
  const stream = reader.stream.getReader()
  const next = async () => new TextDecoder().decode((await stream.read()).value)
  assert.is(await next(), 'a')
  assert.is(await next(), 'b')
  reader.send(encoder.encode('123'))
  reader.send(encoder.encode('456'))
  assert.is(await next(), '123456')
  assert.is(reader.live, true)
  reader.send(encoder.encode('1234567'))
  assert.equal(ends, ['reads too slowly'])
  assert.is(reader.live, false)
  reader.send(encoder.encode('1'))
  assert.is((await stream.read()).done, true)
  reader.cut('again')
  assert.equal(ends, ['reads too slowly'])
})

test('EventReader: a reader that fell out of the ring is cut off', async () => {
  const ends: (string | undefined)[] = []
  const lost = (function* (): Generator<string, 'lost'> {
    yield 'a'
    return 'lost'
  })()
  const onEnd = (reason?: string) => void ends.push(reason)
  const stream = new EventReader({ backlog: lost, maxBytes: 6, onEnd }).stream.getReader()
  await stream.read()
  assert.is((await stream.read()).done, true)
  assert.equal(ends, ['fell too far behind'])
})

function* backlogOf(...chunks: readonly string[]): Generator<string, 'live'> {
  yield* chunks
  return 'live'
}

function itemOf(key: string): Item {
  return { key, name: key, direction: 'IN', type: 'number', read: [] }
}

test.run()
