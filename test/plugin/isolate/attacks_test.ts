import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { HookResult } from '../../../runtime/plugin/runner.ts'
import { type Attack, attacks } from './support/attacks.ts'
import { given, isolate, payload, withHook } from './support/isolated.ts'

const { host, load, runner } = isolate()
const good = await runner(withHook('return { ...payload, seen: payload.n * 2 }'))

test('there are many attacks, each with a name of its own', () => {
  assert.ok(attacks.length >= 30)
  assert.is(new Set(attacks.map(({ name }) => name)).size, attacks.length)
})

attacks.forEach((attack, n) => {
  test(`stands ${attack.name}`, async () => {
    const before = fingerprint()
    const beside = [payload(good, { n }), payload(good, { n: n + 1 })]
    const result = await perform(attack)
    beside.push(payload(good, { n: n + 2 }))
    assert.equal(await Promise.all(beside.map(given)), [
      { n, seen: n * 2 },
      { n: n + 1, seen: n * 2 + 2 },
      { n: n + 2, seen: n * 2 + 4 },
    ])
    check(attack, result)
    assert.equal(fingerprint(), before)
  })
})

test('has not lost a call of the plugin beside them', () => {
  const found = host.stats().plugins.find(({ calls }) => calls >= attacks.length)
  assert.equal(found, {
    name: 'acme',
    calls: attacks.length * 3,
    faults: 0,
    strikes: 0,
    where: 'shared',
  })
})

test.after(() => host.close())

async function perform(attack: Attack): Promise<HookResult> {
  const loaded = await load(attack.source)
  if (!loaded.ok) {
    assert.ok(attack.early, `${attack.name} does not load: ${loaded.fault.message}`)
    return loaded
  }
  assert.not.ok(attack.early, `${attack.name} loads`)
  const original = { deep: { list: [1, 2, 3] } }
  const first = await payload(loaded.runner, original)
  assert.equal(original, { deep: { list: [1, 2, 3] } })
  // What the first call left behind would show in the second.
  const second = first.ok ? await payload(loaded.runner, original) : first
  loaded.runner.close()
  return second
}

function check({ name, faults, message = /./, line, value }: Attack, result: HookResult): void {
  if (result.ok) {
    assert.is(faults, undefined, `${name} is no fault`)
    assert.equal(result.value, value)
    assert.ok(result.log.length <= 50 && result.log.every((one) => one.length <= 500))
    return
  }
  const { fault } = result
  assert.ok(faults?.includes(fault.kind), `${fault.kind}: ${fault.message}`)
  assert.match(fault.message, message)
  assert.ok(fault.message.length <= 500)
  assert.ok((fault.stack ?? '').length <= 2000)
  assert.is(fault.file, 'plugins/acme/plugin.ts')
  if (line !== undefined) assert.is(fault.line, line)
}

/** What a plugin that got out would have changed. */
function fingerprint(): unknown {
  const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype]
  return [
    ...prototypes.map((one) => Reflect.ownKeys(one).length),
    Reflect.ownKeys(globalThis).length,
    process.exitCode,
    JSON.stringify({ a: [1] }),
  ]
}

test.run()
