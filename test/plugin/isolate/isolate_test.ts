import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ManualClock } from '../../support/manual_clock.ts'
import {
  contextOf,
  eventTime,
  faultOf,
  given,
  isolate,
  payload,
  withHook,
} from './support/isolated.ts'

const { host, runner } = isolate()

test('gives a hook its arguments and its context', async () => {
  const acme = await runner(
    withHook('const { log, send, ...rest } = context\nreturn { action, payload, context: rest }'),
  )
  const context = contextOf({ memory: { seen: 1 } })
  const { station, now, identity, traits, options, connectors, memory } = context
  assert.equal(await given(payload(acme, [1, { a: null }], context)), {
    action: 'MeterValues',
    payload: [1, { a: null }],
    context: { station, now, identity, traits, options, connectors, memory },
  })
})

test('runs each hook with its own arguments', async () => {
  const acme = await runner(`export default { hooks: {
    text: (text, context) => text + context.station,
    event: (event) => [event, event],
    command: (command) => null,
  } }`)
  assert.is(await given(acme.run('text', ['{"a'], contextOf())), '{"astation-1')
  const event = { kind: 'Noticed', action: 'x', payload: {}, at: eventTime }
  assert.equal(await given(acme.run('event', [event], contextOf())), [event, event])
  assert.is(await given(acme.run('command', [{ kind: 'Reset', hard: true }], contextOf())), null)
  assert.is(await given(acme.run('payload', ['x', {}], contextOf())), undefined)
})

test('tells nothing from null', async () => {
  const acme = await runner(withHook('return payload.none ? null : undefined'))
  assert.is(await given(payload(acme, { none: true })), null)
  assert.is(await given(payload(acme, { none: false })), undefined)
})

test('gives back texts of every kind of character', async () => {
  const acme = await runner(withHook('return [payload, payload.length]'))
  for (const text of ['', 'ä€😀', '\0\n\r\u2028"\\', '\ud800', 'x'.repeat(100_000)]) {
    assert.equal(await given(payload(acme, text)), [text, text.length])
  }
})

test('returns what a hook asks for besides its value', async () => {
  const acme = await runner(
    withHook(`
    context.log('one')
    context.log(2)
    context.memory.count = (context.memory.count ?? 0) + 1
    context.send({ kind: 'Reset', hard: false })
    return payload`),
  )
  assert.equal(await payload(acme, { a: 1 }, contextOf({ memory: { count: 4 } })), {
    ok: true,
    value: { a: 1 },
    memory: { count: 5 },
    log: ['one', '2'],
    send: [{ kind: 'Reset', hard: false }],
  })
})

test('says nothing of a memory that did not change', async () => {
  const acme = await runner(withHook('context.memory.a = 1\nreturn 1'))
  const result = await payload(acme, {}, contextOf({ memory: { a: 1 } }))
  assert.equal(result, { ok: true, value: 1, log: [], send: [] })
})

test('has the time of the event, in UTC, and stands still', async () => {
  const acme = await runner(
    withHook(`const local = new Date(2024, 5, 1, 12)
    return [Date.now(), new Date().toISOString(), Date.now() - Date.now(),
      local.toISOString(), local.getTimezoneOffset(), Date.parse('2024-06-01T12:00:00')]`),
  )
  const local = Date.UTC(2024, 5, 1, 12)
  assert.equal(await given(payload(acme)), [
    eventTime,
    '2024-01-02T03:04:05.678Z',
    0,
    new Date(local).toISOString(),
    0,
    local,
  ])
})

test('gives the same random numbers for the same call, and others for another', async () => {
  const acme = await runner(withHook('return [Math.random(), Math.random()]'))
  const first = await given(payload(acme, { n: 1 }))
  assert.equal(await given(payload(acme, { n: 1 })), first)
  assert.not.equal(await given(payload(acme, { n: 2 })), first)
  assert.not.equal(await given(payload(acme, { n: 1 }, contextOf({ now: 1 }))), first)
  assert.ok(Array.isArray(first) && first.every((one) => one >= 0 && one < 1))
  assert.is(new Set(first).size, 2)
})

test('begins every call where loading ended, whatever the one before it did', async () => {
  const acme = await runner(
    withHook(
      `all.push(payload.n)
      globalThis.left = payload.n
      Array.prototype.map = null
      if (payload.n === 2) throw new Error('two')
      if (payload.n === 3) for (;;) {}
      return [all.length, typeof before]`,
      'const all = []\nconst before = globalThis.left\n',
    ),
  )
  assert.equal(await given(payload(acme, { n: 1 })), [1, 'undefined'])
  assert.is(await faultOf(payload(acme, { n: 2 })), 'thrown: Error: two')
  assert.is(
    await faultOf(payload(acme, { n: 3 })),
    'time: It took too many steps; allowed are some 500000',
  )
  assert.equal(await given(payload(acme, { n: 1 })), [1, 'undefined'])
})

test('gives a hook some hundred thousand steps', async () => {
  const acme = await runner(
    withHook('let n = 0\nfor (let i = 0; i < payload.steps; i++) n += 1\nreturn n'),
  )
  assert.is(await given(payload(acme, { steps: 200_000 })), 200_000)
  assert.match(await faultOf(payload(acme, { steps: 20_000_000 })), /^time: /)
})

test('sets a plugin apart after a costly fault, refuses it after three, and forgives', async () => {
  const clock = new ManualClock()
  const lines: string[] = []
  const log = { warn: (_: unknown, line: string) => void lines.push(line) }
  const own = isolate({ clock, log })
  const bad = await own.runner(withHook('if (payload.loop) for (;;) {}\nreturn 1'))
  const where = () => own.host.stats().plugins[0]?.where
  assert.is(where(), 'shared')
  await payload(bad, { loop: true })
  assert.is(where(), 'penalty')
  assert.is(await given(payload(bad)), 1)
  await payload(bad, { loop: true })
  clock.advance(60_000)
  await payload(bad, { loop: true })
  assert.is(where(), 'refused')
  assert.match(await faultOf(payload(bad)), /^runner: Refused until 2025-01-01T00:10:00.000Z/)
  assert.is(lines.length, 2)
  assert.match(lines[0] ?? '', /^Plugin acme: It took too many steps; .*\. It runs apart/)
  assert.match(lines[1] ?? '', /^Plugin acme: .* Refused until/)
  clock.advance(541_000)
  assert.is(where(), 'penalty')
  assert.is(await given(payload(bad)), 1)
  clock.advance(600_000)
  assert.is(where(), 'shared')
  assert.is(await given(payload(bad)), 1)
  await own.host.close()
})

test('sets a plugin apart whose calls take long, without a fault', async () => {
  const own = isolate({ limits: { cpu: 2000, slow: 20 } })
  const slow = await own.runner(withHook('return String(new Array(2e6)).length'))
  const where = () => own.host.stats().plugins[0]?.where
  for (let i = 0; i < 20 && where() === 'shared'; i++) {
    assert.is(await given(payload(slow)), 1_999_999)
  }
  assert.is(where(), 'penalty')
  assert.is(own.host.stats().plugins[0]?.strikes, 0)
  await own.host.close()
})

test('does the calls of others again when a thread is killed under them', async () => {
  const own = isolate()
  const bad = await own.runner(withHook('return String(new Array(3e8))'))
  const good = await own.runner(withHook('return payload.n'))
  await payload(good)
  const results = Array.from({ length: 200 }, (_, n) => {
    const call = given(payload(good, { n }))
    return n === 50 ? Promise.all([given(payload(bad)), call]).then(([, value]) => value) : call
  })
  assert.equal(
    await Promise.all(results),
    Array.from({ length: 200 }, (_, n) => n),
  )
  assert.is(own.host.stats().deaths, 1)
  await own.host.close()
})

test('does the calls of several bad plugins again, until each has its three', async () => {
  const own = isolate()
  const body = 'return payload.bad ? String(new Array(3e8)) : 1'
  const [one, two] = [await own.runner(withHook(body)), await own.runner(withHook(body))]
  const all = await Promise.all([
    payload(one, { bad: true }),
    payload(two, { bad: true }),
    payload(one),
    payload(two),
  ])
  assert.equal(
    all.map((result) => (result.ok ? 'ok' : result.fault.kind)),
    ['time', 'time', 'ok', 'ok'],
  )
  await own.host.close()
})

test('ends calls under way when a plugin is closed, and takes no more', async () => {
  const acme = await runner(withHook('return 1'))
  const calls = [payload(acme), payload(acme)]
  acme.close()
  acme.close()
  for (const call of [...calls, payload(acme)]) {
    assert.match(await faultOf(call), /^runner: The plugin is gone/)
  }
})

test('ends calls and loads under way when it is closed, and takes no more', async () => {
  const own = isolate()
  const acme = await own.runner(withHook('return 1'))
  const call = payload(acme)
  const loading = own.load('export default {}')
  await own.host.close()
  assert.match(await faultOf(call), /^runner: The plugin is gone/)
  assert.not.ok((await loading).ok)
  assert.not.ok((await own.load('export default {}')).ok)
  assert.match(await faultOf(payload(acme)), /^runner: The plugin is gone/)
  assert.is(own.host.stats().threads, 0)
})

test('starts no thread before a plugin is loaded', async () => {
  const own = isolate()
  assert.equal(own.host.stats(), { threads: 0, deaths: 0, plugins: [] })
  await own.host.close()
})

test('refuses what is no JSON instead of throwing', async () => {
  const acme = await runner(withHook('return 1'))
  assert.match(await faultOf(payload(acme, 1n)), /^runner: /)
})

test('replaces a plugin while its calls are under way', async () => {
  const first = await runner(withHook('return 1'))
  const calls = Array.from({ length: 20 }, () => given(payload(first)))
  const second = await runner(withHook('return 2'))
  assert.equal(await Promise.all(calls), Array(20).fill(1))
  first.close()
  assert.is(await given(payload(second)), 2)
})

test.after(() => host.close())
test.run()
