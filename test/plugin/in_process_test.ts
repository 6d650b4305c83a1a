import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { coreTraits } from '../../runtime/model.ts'
import { inProcessRunner } from '../../runtime/plugin/in_process.ts'
import type { Hooks } from '../../runtime/plugin/plugin.ts'
import { type HookResult, type RunContext, runnerLimits } from '../../runtime/plugin/runner.ts'

function contextOf(memory: Record<string, unknown> = {}): RunContext {
  return {
    station: 'CP1',
    now: 1000,
    identity: {},
    traits: coreTraits,
    options: {},
    connectors: [],
    memory,
  }
}

function payload(
  hook: NonNullable<Hooks['payload']>,
  memory?: Record<string, unknown>,
): HookResult {
  const runner = inProcessRunner({ payload: hook }, 'plugins/acme/plugin.ts')
  const result = runner.run('payload', ['MeterValues', { a: 1 }], contextOf(memory))
  if (result instanceof Promise) throw new Error('It must answer at once')
  return result
}

const nothing = { ok: true, log: [], send: [] }

test('a hook gets its arguments and the context, and answers at once', () => {
  const result = payload((action, given, context) => ({ action, given, at: context.now }))
  const value = { action: 'MeterValues', given: { a: 1 }, at: 1000 }
  assert.equal(result, { ...nothing, value })
})

test('nothing, null and a value are told apart', () => {
  assert.equal(
    payload(() => undefined),
    { ...nothing, value: undefined },
  )
  assert.equal(
    payload(() => null),
    { ...nothing, value: null },
  )
  assert.equal(
    payload(() => 0),
    { ...nothing, value: 0 },
  )
})

test('what it gives is as a trip through JSON would make it', () => {
  assert.equal(
    payload(() => ({ a: undefined, b: Number.NaN })),
    { ...nothing, value: { b: null } },
  )
})

test('the time is that of the call, and chance depends on the call alone', () => {
  const look = () => [
    Date.now(),
    Date.parse(new Date().toJSON()),
    new Date(5).getTime(),
    Date.parse(Date()),
    new Date() instanceof Date,
    Math.random(),
    Math.random(),
  ]
  const first = payload(look)
  const [, , , , , one, other] = first.ok && Array.isArray(first.value) ? first.value : []
  assert.equal(first, { ...nothing, value: [1000, 1000, 5, 1000, true, one, other] })
  assert.is.not(one, other)
  assert.equal(payload(look), first)
})

test('other arguments give another chance, also those that JSON cannot say', () => {
  const hook = (_: string, given: unknown) => Math.random() + Object.keys(Object(given)).length
  const runner = inProcessRunner({ payload: hook }, 'plugins/acme/plugin.ts')
  const give = (value: unknown) => runner.run('payload', ['MeterValues', value], contextOf())
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const results = [{ a: 1 }, { a: 2 }, cycle].map((value) => JSON.stringify(give(value)))
  assert.is(new Set(results).size, 3)
})

test('after a call, also one that throws, time and chance are those of everybody', () => {
  const { Date: date, Math: math } = globalThis
  const { random } = math
  payload(() => {
    throw new Error('no')
  })
  assert.is(globalThis.Date, date)
  assert.is(Math.random, random)
  assert.ok(Date.now() > 1_600_000_000_000)
})

test('what it logs, sends and remembers comes with the result', () => {
  const command = { kind: 'Reset', hard: false } as const
  const result = payload((_, given, context) => {
    context.log('one')
    context.send(command)
    context.memory.count = Number(context.memory.count ?? 0) + 1
    return given
  })
  assert.equal(result, {
    ok: true,
    value: { a: 1 },
    memory: { count: 1 },
    log: ['one'],
    send: [command],
  })
})

test('a memory that was only read does not come back', () => {
  const result = payload((_, given, { memory }) => (memory.seen === true ? given : null), {
    seen: true,
  })
  assert.equal(result, { ...nothing, value: { a: 1 } })
})

test('a memory that was emptied comes back empty', () => {
  const result = payload(
    (_, given, { memory }) => {
      delete memory.seen
      return given
    },
    { seen: true },
  )
  assert.equal(result, { ...nothing, value: { a: 1 }, memory: {} })
})

test('the log is bounded', () => {
  const result = payload((_, given, context) => {
    for (let i = 0; i < 1000; i++) context.log('x'.repeat(10_000))
    return given
  })
  assert.ok(result.ok)
  if (!result.ok) return
  assert.is(result.log.length, runnerLimits.logLines)
  assert.is(result.log[0]?.length, runnerLimits.logLength)
})

const faults: readonly [what: string, hook: NonNullable<Hooks['payload']>, message: string][] = [
  ['a promise', async () => 1, 'A hook answers at once; this one gave a promise'],
  ['a function', () => () => 1, 'What the hook gave is no plain data: it holds a function'],
  [
    'too many commands',
    (_, given, { send }) => {
      for (let i = 0; i < 9; i++) send({ kind: 'Reset', hard: false })
      return given
    },
    'A call may send 8 commands, this one sent more',
  ],
  [
    'a memory too large',
    (_, given, { memory }) => {
      memory.a = 'x'.repeat(4096)
      return given
    },
    'The memory may have 4096 characters, this has 4104',
  ],
  [
    'a memory with a function',
    (_, given, { memory }) => {
      memory.a = () => 1
      return given
    },
    'The memory is no plain data: it holds a function',
  ],
]

for (const [what, hook, message] of faults) {
  test(`${what} is a fault`, () => {
    const file = 'plugins/acme/plugin.ts'
    assert.equal(payload(hook), { ok: false, fault: { kind: 'output', message, file } })
  })
}

test('a throw is a fault with its place', () => {
  const runner = inProcessRunner(
    {
      text() {
        throw new TypeError('no')
      },
    },
    // The place is looked for in the file of the plugin.
    'test/plugin/in_process_test.ts',
  )
  const result = runner.run('text', ['x'], contextOf())
  assert.ok(!(result instanceof Promise) && !result.ok)
  if (result instanceof Promise || result.ok) return
  const { kind, message, line, column, file } = result.fault
  assert.equal([kind, message], ['thrown', 'TypeError: no'])
  assert.is(file, 'test/plugin/in_process_test.ts')
  assert.ok(Number(line) > 1 && Number(column) > 0)
})

test('anything at all may be thrown', () => {
  for (const thrown of [undefined, null, 1, 'text', { a: 1 }, Object.create(null)]) {
    const result = payload(() => {
      throw thrown
    })
    assert.is(result.ok, false, JSON.stringify(thrown))
  }
})

test('a hook may change its input, and what it is given is a copy of the traits of nobody else', () => {
  const result = payload((_, given, context) => {
    Object.assign(Object(given), { b: 2 })
    Object.assign(context.identity, { chargePointVendor: 'X' })
    return given
  })
  assert.equal(result, { ...nothing, value: { a: 1, b: 2 } })
})

test.run()
