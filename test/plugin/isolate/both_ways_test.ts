import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inProcessRunner } from '../../../runtime/plugin/in_process.ts'
import { plain } from '../../../runtime/plugin/plain.ts'
import type { Hooks, Plugin } from '../../../runtime/plugin/plugin.ts'
import type { HookResult, PluginRunner } from '../../../runtime/plugin/runner.ts'
import { contextOf, isolate } from './support/isolated.ts'

const { host } = isolate()

const interfaceFile = 'runtime/plugin/plugin.ts'
const folders = [
  ...readdirSync('plugins', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ folder: join('plugins', name), entry: 'plugin.ts' })),
  { folder: 'test/plugin/isolate/support', entry: 'every_hook.ts' },
]

test('there are plugins to compare', () => assert.ok(folders.length > 5))

for (const { folder, entry } of folders) {
  test(`${folder} is and does the same in this process and in an isolate`, async () => {
    const { default: plugin }: { default: Plugin } = await import(
      join(process.cwd(), folder, entry)
    )
    const isolated = await load(folder, entry)
    const { hooks = {}, ...data } = plugin
    const expected = plain({ ...data, hooks: Object.keys(hooks) })
    assert.equal(isolated.definition, expected.ok && expected.value)
    await compare(hooks, isolated.runner)
    isolated.runner.close()
  })
}

test.after(() => host.close())

async function load(folder: string, entry: string) {
  const up = join(...folder.split('/').map(() => '..'), interfaceFile)
  const modules = Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && name !== entry)
      .map((name) => [`./${name}`, readFileSync(join(folder, name), 'utf8')]),
  )
  const loaded = await host.load({
    name: 'any',
    file: `${folder}/${entry}`,
    text: readFileSync(join(folder, entry), 'utf8'),
    modules: { ...modules, [up]: readFileSync(interfaceFile, 'utf8') },
  })
  if (!loaded.ok) throw new Error(loaded.fault.message)
  return loaded
}

async function compare(hooks: Hooks, isolated: PluginRunner): Promise<void> {
  const names = Object.keys(hooks)
  if (names.length === 0) return
  const inProcess = inProcessRunner(hooks, 'plugin.ts')
  const wanted = calls.filter(({ hook }) => names.includes(hook))
  await fc.assert(
    fc.asyncProperty(fc.oneof(...wanted.map(({ call }) => call)), json, async (call, kept) => {
      const [hook, ...args] = call
      const run = (runner: PluginRunner) =>
        runner.run(hook, structuredClone(args), contextOf({ memory: { kept } }))
      const there = await run(isolated)
      assert.equal(comparable(there), comparable(await run(inProcess)))
      assert.is(JSON.stringify(await run(isolated)), JSON.stringify(there))
    }),
    { numRuns: 100 },
  )
}

/** Messages are those of the engine, and places are told in other ways. */
function comparable(result: HookResult): unknown {
  return result.ok ? JSON.parse(JSON.stringify(result)) : result.fault.kind
}

const at = fc.integer({ min: 0, max: 2 ** 41 })
const words = fc.oneof(
  fc.string(),
  fc.constantFrom(' 7,36', '{"maxCurr":160,"phase":3}', 'C2, iMax 16', 'State: B', '{', 'x=1;y=2'),
)
/** The isolate refuses them, and no message has them. */
const refused: readonly string[] = ['__proto__', 'constructor', 'prototype']
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) =>
    JSON.parse(JSON.stringify(value), (name, one) => (refused.includes(name) ? undefined : one)),
  )
const status = fc.constantFrom('Available', 'Charging', 'SuspendedEV', 'Finishing', 'Faulted')
const calls = [
  { hook: 'text', call: fc.tuple(fc.constant('text' as const), words) },
  { hook: 'payload', call: fc.tuple(fc.constant('payload' as const), words, json) },
  {
    hook: 'event',
    call: fc.tuple(
      fc.constant('event' as const),
      fc.oneof(
        fc.record({
          kind: fc.constant('StatusReported'),
          connector: fc.nat(2),
          status,
          errorCode: fc.constantFrom('NoError', 'OtherError'),
          info: words,
          vendorErrorCode: words,
          at,
        }),
        fc.record({
          kind: fc.constant('Noticed'),
          action: fc.constantFrom('DataTransfer', 'FirmwareStatusNotification'),
          payload: fc.record({ vendorId: words, messageId: ids(), data: words }),
          at,
        }),
        fc.record({ kind: fc.constant('ReservationEnded'), id: fc.nat(), at }),
      ),
    ),
  },
  {
    hook: 'command',
    call: fc.tuple(
      fc.constant('command' as const),
      fc.oneof(
        fc.record({ kind: fc.constant('Reset'), hard: fc.boolean() }),
        fc.record({ kind: fc.constantFrom('UnlockConnector'), connector: fc.nat(3) }),
        fc.record({ kind: fc.constant('CancelReservation'), id: fc.nat() }),
        fc.record({ kind: fc.constant('ChangeConfiguration'), key: words, value: words }),
      ),
    ),
  },
]

function ids() {
  return fc.oneof(words, fc.constantFrom('gatewayInfo', 'Status'))
}

test.run()
