import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { choosePlugin } from '../../runtime/plugin/choose.ts'
import { factsOf } from '../../runtime/plugin/match.ts'
import type { Plugin } from '../../runtime/plugin/plugin.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import type { PluginSource } from '../../runtime/plugin/runner.ts'
import { ScriptedLoader } from './support/scripted_loader.ts'

const maker: Plugin = { name: 'maker', revision: 1, match: [{ vendor: 'Maker' }] }
const acme: Plugin = { name: 'acme', revision: 1, match: [{ vendor: 'ACME*' }] }

function source(name: string, text: string): PluginSource {
  return { name, file: `plugins/${name}/plugin.ts`, text }
}

function facts(vendor: string, station = 'CP1') {
  return factsOf(station, { identity: { chargePointVendor: vendor } })
}

test('what ships is in use', () => {
  const registry = new PluginRegistry({ shipped: [maker] })
  assert.equal(
    registry.active().map(({ manifest, builtIn, file }) => [manifest.name, builtIn, file]),
    [['maker', true, 'plugins/maker/plugin.ts']],
  )
})

const wrong: readonly [what: string, shipped: readonly Plugin[], message: RegExp][] = [
  [
    'a wrong plugin',
    [{ ...maker, revision: 0 }],
    /Cannot use plugins\/maker\/plugin\.ts: revision/,
  ],
  ['a name twice', [maker, { ...maker, match: [] }], /Two plugins are called maker/],
  ['an overlap', [maker, { ...acme, match: maker.match }], /match\.0 may fit the same stations/],
]

for (const [what, shipped, message] of wrong) {
  test(`${what} among those that ship is an error at once`, () => {
    assert.throws(() => new PluginRegistry({ shipped }), message)
  })
}

test('a source of the user is loaded, replaced and forgotten', async () => {
  const loader = new ScriptedLoader().add('one', acme).add('two', { ...acme, revision: 2 })
  const registry = new PluginRegistry({ shipped: [maker], loader })
  const first = await registry.put(source('acme', 'one'))
  assert.equal([first?.current, first?.active?.builtIn, first?.replaces], [true, false, false])
  const second = await registry.put(source('acme', 'two'))
  assert.is(second?.active?.manifest.revision, 2)
  assert.ok(Number(second?.active?.load) > Number(first?.active?.load))
  assert.is(loader.open, 1)
  assert.is(registry.remove('acme'), true)
  assert.is(loader.open, 0)
  assert.is(registry.state('acme'), undefined)
  assert.is(registry.remove('acme'), false)
})

test('a wrong source leaves the last right one in use and says why', async () => {
  const loader = new ScriptedLoader().add('one', acme)
  const registry = new PluginRegistry({ shipped: [], loader })
  await registry.put(source('acme', 'one'))
  const state = await registry.put(source('acme', 'broken'))
  assert.is(state?.active?.manifest.revision, 1)
  assert.is(state?.current, false)
  assert.equal(state?.faults, [
    {
      kind: 'load',
      message: 'Unexpected token',
      file: 'plugins/acme/plugin.ts',
      line: 2,
      column: 7,
    },
  ])
  assert.is(loader.open, 1)
  assert.is((await registry.put(source('acme', 'one')))?.current, true)
})

test('a source that was never right is shown, and not in use', async () => {
  const registry = new PluginRegistry({ shipped: [], loader: new ScriptedLoader() })
  await registry.put(source('acme', 'broken'))
  assert.equal(registry.active(), [])
  assert.equal(
    registry.states().map(({ name, current, active }) => [name, current, active]),
    [['acme', false, undefined]],
  )
})

test('a definition that is wrong is a fault in words', async () => {
  const loader = new ScriptedLoader().add('one', { ...acme, name: 'other' })
  const registry = new PluginRegistry({ shipped: [], loader })
  const state = await registry.put(source('acme', 'one'))
  assert.equal(
    state?.faults.map(({ message }) => message),
    ['name is "other", but the folder is "acme"; they must be the same'],
  )
  assert.is(loader.open, 0)
})

test('a plugin of the user replaces the one that ships until it goes', async () => {
  const loader = new ScriptedLoader().add('own', { ...maker, revision: 9 })
  const registry = new PluginRegistry({ shipped: [maker], loader })
  const state = await registry.put(source('maker', 'own'))
  assert.equal([state?.active?.manifest.revision, state?.replaces], [9, true])
  assert.is(registry.active().length, 1)
  registry.remove('maker')
  assert.equal([registry.state('maker')?.active?.manifest.revision], [1])
})

test('a broken replacement leaves the one that ships in use', async () => {
  const registry = new PluginRegistry({ shipped: [maker], loader: new ScriptedLoader() })
  const state = await registry.put(source('maker', 'broken'))
  assert.equal([state?.active?.builtIn, state?.current, state?.replaces], [true, false, false])
})

test('an overlap of equal score is refused, and tried again when nothing is in the way', async () => {
  const loader = new ScriptedLoader()
    .add('a', acme)
    .add('b', { ...acme, name: 'other', match: [{ vendor: 'acme*' }] })
  const registry = new PluginRegistry({ shipped: [maker], loader })
  await registry.put(source('acme', 'a'))
  const state = await registry.put(source('other', 'b'))
  assert.is(state?.active, undefined)
  assert.equal(
    state?.faults.map(({ message }) => message),
    [
      'match.0 may fit the same stations as match.0 of acme, and neither says more: say more in one of them, such as a firmware or a longer pattern',
    ],
  )
  assert.equal(await registry.retry(), [])
  registry.remove('acme')
  assert.equal(await registry.retry(), ['other'])
  assert.is(registry.state('other')?.current, true)
})

test('an overlap with one that ships says how to replace that one', async () => {
  const loader = new ScriptedLoader().add('a', { ...acme, match: [{ vendor: 'maker' }] })
  const registry = new PluginRegistry({ shipped: [maker], loader })
  const check = await registry.check(source('acme', 'a'))
  assert.match(
    check.ok ? '' : (check.faults[0]?.message ?? ''),
    /: name it maker to replace that one, or/,
  )
  assert.is(loader.open, 0)
})

test('a runtime without a loader says so', async () => {
  const registry = new PluginRegistry({ shipped: [] })
  const check = await registry.check(source('acme', 'a'))
  assert.is(check.ok ? '' : check.faults[0]?.message, 'This runtime loads no plugins of users')
})

test('the end closes every runner and the loader', async () => {
  const loader = new ScriptedLoader().add('a', acme)
  const registry = new PluginRegistry({ shipped: [], loader })
  await registry.put(source('acme', 'a'))
  await registry.close()
  assert.equal([loader.open, loader.closed], [0, true])
})

// --- the choice

const all = new PluginRegistry({ shipped: [maker, acme] }).active()

test('the plugin that fits best is chosen, with its reason', () => {
  const choice = choosePlugin(all, facts('ACME Ltd'), {})
  assert.is(choice.plugin?.manifest.name, 'acme')
  assert.is(choice.reason, 'match[0] fits: vendor ACME*')
  assert.equal(choice.matched, [{ fact: 'vendor', pattern: 'ACME*', value: 'ACME Ltd' }])
})

test('where none fits, none is chosen', () => {
  const choice = choosePlugin(all, facts('Nobody'), {})
  assert.is(choice.plugin, undefined)
  assert.is(choice.reason, 'No plugin fits; the tolerant core serves this station')
})

test('what is set for a station comes before what fits', () => {
  const choice = choosePlugin(all, facts('ACME'), { plugin: 'maker', forbid: ['*'] })
  assert.equal([choice.plugin?.manifest.name, choice.reason], ['maker', 'Set for station CP1'])
})

test('a plugin that is set but not there leaves the core', () => {
  const choice = choosePlugin(all, facts('ACME'), { plugin: 'none' })
  assert.is(choice.plugin, undefined)
  assert.is(choice.reason, 'Set for station CP1 is none, but there is no such plugin')
})

test('what is forbidden is not chosen', () => {
  const one = choosePlugin(all, facts('ACME'), { forbid: ['acme'] })
  assert.equal(
    [one.plugin, one.reason],
    [
      undefined,
      'No plugin fits, other than acme, which is forbidden; the tolerant core serves this station',
    ],
  )
  const every = choosePlugin(all, facts('ACME'), { forbid: ['*'] })
  assert.is(every.reason, 'Every plugin is forbidden for station CP1')
})

test('of equals the first name is chosen, and the others are told', async () => {
  const loader = new ScriptedLoader()
    .add('own', { ...maker, match: [] })
    .add('b', { ...acme, name: 'b', match: maker.match })
  const registry = new PluginRegistry({ shipped: [maker], loader })
  // The one that ships comes back when its replacement goes, whatever took its place meanwhile.
  await registry.put(source('maker', 'own'))
  await registry.put(source('b', 'b'))
  registry.remove('maker')
  const choice = choosePlugin(registry.active(), facts('Maker'), {})
  assert.equal([choice.plugin?.manifest.name, choice.equals], ['b', ['maker']])
})

test.run()
