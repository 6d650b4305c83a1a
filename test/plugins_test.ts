import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plugin } from '../runtime/plugin/plugin.ts'
import { ScriptedLoader } from './plugin/support/scripted_loader.ts'
import { at, identity, openReady, openScene, type Scene } from './support/scene.ts'
import { startServer } from './support/server.ts'

const acme: Plugin = {
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'Maker' }],
  traits: { setup: { settle: 2 } },
}
const shipped: Plugin = { ...acme, name: 'maker', traits: {} }

async function drop(scene: Scene, text: string, file = 'plugin.ts'): Promise<void> {
  const folder = join(scene.server.plugins, 'acme')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), text)
}

function pluginOf(scene: Scene, id = 'CP1'): string | null | undefined {
  return scene.server.runtime.station(id)?.plugin
}

async function station(scene: Scene): Promise<unknown> {
  return (await scene.server.get('/api/v1/stations/CP1')).body
}

test('a file dropped in is live at once, also for a connected station', async () => {
  const loader = new ScriptedLoader().add('one', acme)
  await using scene = await openReady({ plugins: [], pluginLoader: loader })
  assert.is(pluginOf(scene), null)
  const from = scene.station.calls.length
  await drop(scene, 'one')
  await scene.server.until(() => pluginOf(scene) === 'acme')
  const body = await station(scene)
  assert.is(at(body, 'pluginReason'), 'match[0] fits: vendor Maker')
  assert.equal(at(body, 'fitting.matched'), [{ fact: 'vendor', pattern: 'Maker', value: 'Maker' }])
  const traits: readonly unknown[] = Array.from(Object(at(body, 'fitting.traits')))
  assert.equal(
    traits.filter((one) => at(one, 'from') !== 'core'),
    [{ trait: 'setup.settle', value: 2, from: 'plugin' }],
  )
  // Its set-up may be another, so that it runs once more.
  await scene.settle()
  assert.ok(scene.station.calls.slice(from).some(({ action }) => action === 'GetConfiguration'))
})

test('an edit replaces it, a wrong one leaves the last right one, and its end removes it', async () => {
  const loader = new ScriptedLoader().add('one', acme).add('two', { ...acme, revision: 2 })
  await using scene = await openReady({ plugins: [], pluginLoader: loader })
  const { runtime, until, plugins } = scene.server
  await drop(scene, 'one')
  await until(() => runtime.plugin('acme')?.active?.manifest.revision === 1)
  await drop(scene, 'two')
  await until(() => runtime.plugin('acme')?.active?.manifest.revision === 2)
  await drop(scene, 'broken')
  await until(() => runtime.plugin('acme')?.current === false)
  assert.is(pluginOf(scene), 'acme')
  assert.is(runtime.plugin('acme')?.active?.manifest.revision, 2)
  const { body } = await scene.server.get('/api/v1/plugins/acme')
  const folder = plugins.slice(plugins.lastIndexOf('/') + 1)
  assert.equal(at(body, 'problems'), [
    {
      kind: 'load',
      message: 'Unexpected token',
      file: `${folder}/acme/plugin.ts`,
      line: 2,
      column: 7,
    },
  ])
  await rm(join(plugins, 'acme'), { recursive: true })
  await until(() => runtime.plugin('acme') === undefined)
  assert.is(pluginOf(scene), null)
  assert.is(loader.open, 0)
})

test('JavaScript is taken too, where there is no TypeScript', async () => {
  const loader = new ScriptedLoader().add('js', acme).add('ts', { ...acme, revision: 2 })
  await using scene = await openScene({ plugins: [], pluginLoader: loader })
  const { runtime, until } = scene.server
  await drop(scene, 'js', 'plugin.js')
  await until(() => runtime.plugin('acme')?.active?.manifest.revision === 1)
  await drop(scene, 'ts')
  await until(() => runtime.plugin('acme')?.active?.manifest.revision === 2)
})

test('its other files come with it, tests and notes do not, and an edit of them counts', async () => {
  const loader = new ScriptedLoader().add('one', acme)
  await using scene = await openScene({ plugins: [], pluginLoader: loader })
  const folder = join(scene.server.plugins, 'acme')
  await mkdir(folder)
  await writeFile(join(folder, 'part.ts'), 'part')
  await writeFile(join(folder, 'plugin_test.ts'), 'test')
  await writeFile(join(folder, 'notes.md'), 'notes')
  await drop(scene, 'one')
  await scene.server.until(() => scene.server.runtime.plugin('acme') !== undefined)
  assert.equal(loader.loads.at(-1)?.modules, { 'part.ts': 'part' })
  const before = loader.loads.length
  await writeFile(join(folder, 'part.ts'), 'other')
  await scene.server.until(() => loader.loads.length > before)
  assert.equal(loader.loads.at(-1)?.modules, { 'part.ts': 'other' })
})

test('what is there at the start is in use before the first station connects', async () => {
  const loader = new ScriptedLoader().add('one', acme)
  await using scene = await openScene({ plugins: [], pluginLoader: loader })
  await drop(scene, 'one')
  await scene.server.until(() => scene.server.runtime.plugin('acme') !== undefined)
  const other = await scene.connect({ path: '/CP2' })
  await other.call('BootNotification', identity)
  assert.is(pluginOf(scene, 'CP2'), 'acme')
})

test('PUT writes the file, GET shows it, DELETE removes it', async () => {
  const loader = new ScriptedLoader().add('"one"', acme).add('"two"', { ...acme, revision: 2 })
  await using scene = await openReady({ plugins: [], pluginLoader: loader })
  const { runtime, plugins } = scene.server
  const put = async (text: string) => (await runtime.putPlugin('acme', text)).kind
  assert.is(await put('"one"'), 'done')
  const file = join(plugins, 'acme', 'plugin.ts')
  assert.is(await readFile(file, 'utf8'), '"one"')
  assert.equal(await readdir(join(plugins, 'acme')), ['plugin.ts'])
  assert.is(pluginOf(scene), 'acme')
  assert.is(runtime.plugin('acme')?.text, '"one"')
  assert.is(await put('"two"'), 'done')
  assert.is(runtime.plugin('acme')?.active?.manifest.revision, 2)
  assert.is(await put('broken'), 'invalid')
  assert.is(await readFile(file, 'utf8'), '"two"')
  assert.is(runtime.plugin('acme')?.current, true)
  assert.is((await runtime.deletePlugin('acme')).kind, 'deleted')
  assert.equal(await readdir(plugins), [])
  assert.is((await runtime.deletePlugin('acme')).kind, 'unknown')
  assert.is(pluginOf(scene), null)
})

test('DELETE leaves recordings and notes', async () => {
  const loader = new ScriptedLoader().add('one', acme)
  await using scene = await openReady({ plugins: [], pluginLoader: loader })
  const { runtime, plugins } = scene.server
  await runtime.putPlugin('acme', 'one')
  await writeFile(join(plugins, 'acme', 'boot.jsonl'), '')
  await runtime.deletePlugin('acme')
  assert.equal(await readdir(join(plugins, 'acme')), ['boot.jsonl'])
})

test('one of the same name replaces the one that ships, and DELETE brings that back', async () => {
  const own = { ...shipped, revision: 7 }
  const loader = new ScriptedLoader().add('own', own)
  await using scene = await openReady({ plugins: [shipped], pluginLoader: loader })
  const { runtime } = scene.server
  assert.equal([pluginOf(scene), runtime.plugin('maker')?.active?.builtIn], ['maker', true])
  assert.is((await runtime.deletePlugin('maker')).kind, 'shipped')
  const change = await runtime.putPlugin('maker', 'own')
  assert.equal([change.kind, change.kind === 'done' && change.state.replaces], ['done', true])
  assert.is(runtime.plugin('maker')?.active?.manifest.revision, 7)
  assert.is((await runtime.deletePlugin('maker')).kind, 'deleted')
  assert.is(runtime.plugin('maker')?.active?.builtIn, true)
  assert.is(pluginOf(scene), 'maker')
})

// --- which plugin a station has

test('a plugin is known before the first call, and seen again without a boot', async () => {
  const plugin: Plugin = { ...acme, traits: { setup: { neverRead: ['MeterValuesSampledData'] } } }
  await using scene = await openScene({ plugins: [plugin], configuration: {} })
  await scene.tell('BootNotification', identity)
  assert.equal([pluginOf(scene), scene.station.calls.length], ['acme', 0])
  await scene.pass(2)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  const again = await scene.connect({ path: '/CP1' })
  await again.settle()
  assert.is(pluginOf(scene), 'acme')
})

test('a plugin is chosen by station and path when it connects', async () => {
  const byPath: Plugin = { ...acme, name: 'by-path', match: [{ path: '/boxes/*' }] }
  const byStation: Plugin = { ...acme, name: 'by-station', match: [{ station: 'EVB-*' }] }
  await using scene = await openScene({ plugins: [byPath, byStation] })
  assert.is(pluginOf(scene), null)
  await scene.connect({ path: '/boxes/A' })
  await scene.connect({ path: '/boxes/EVB-1' })
  await scene.server.until(() => pluginOf(scene, 'EVB-1') !== undefined)
  assert.equal([pluginOf(scene, 'A'), pluginOf(scene, 'EVB-1')], ['by-path', 'by-station'])
})

test('a plugin is chosen by the configuration once it was read, and set-up runs for it', async () => {
  const plugin: Plugin = {
    ...acme,
    match: [{ keys: ['acme_mode'] }],
    traits: { setup: { write: { Acme_Mode: 'standard' } } },
  }
  const configuration = { Acme_Mode: 'odd' }
  await using scene = await openReady({ plugins: [plugin], configuration })
  await scene.pass(2)
  assert.is(pluginOf(scene), 'acme')
  assert.ok(
    scene.station.calls.some(
      ({ action, payload }) =>
        action === 'ChangeConfiguration' && at(payload, 'key') === 'Acme_Mode',
    ),
  )
})

test('another firmware has other variants', async () => {
  const plugin: Plugin = {
    ...acme,
    variants: [{ firmware: '>=2', traits: { control: { min: 6 } } }],
  }
  await using scene = await openReady({ plugins: [plugin] })
  const station = scene.server.runtime.hub.station('CP1')?.station
  assert.is(station?.traits.control.min, 0)
  await scene.tell('BootNotification', { ...identity, firmwareVersion: '2.1' })
  assert.is(station?.traits.control.min, 6)
  const body = (await scene.server.get('/api/v1/stations/CP1')).body
  assert.match(JSON.stringify(at(body, 'fitting.traits')), /"variant 0: firmware 2.1 fits >=2"/)
})

test('settings force a plugin, forbid it, and set its options', async () => {
  const plugin: Plugin = {
    ...acme,
    options: { far: false },
    variants: [{ option: { far: true }, traits: { meter: { timeZone: 60 } } }],
  }
  const settings = {
    stations: {
      CP1: { forbid: ['acme'] },
      CP2: { forbid: ['*'] },
      CP3: { plugin: 'acme', options: { far: true, near: 1 } },
      CP4: { plugin: 'none' },
    },
  }
  await using scene = await openScene({ plugins: [plugin], settings })
  const reasons: unknown[] = []
  for (const id of ['CP1', 'CP2', 'CP3', 'CP4', 'CP5']) {
    const one = id === 'CP1' ? scene.station : await scene.connect({ path: `/${id}` })
    if (id !== 'CP3') await one.call('BootNotification', identity)
    const state = scene.server.runtime.station(id)
    reasons.push([state?.plugin ?? null, state?.pluginReason])
  }
  assert.equal(reasons, [
    [
      null,
      'No plugin fits, other than acme, which is forbidden; the tolerant core serves this station',
    ],
    [null, 'Every plugin is forbidden for station CP2'],
    ['acme', 'Set for station CP3'],
    [null, 'Set for station CP4 is none, but there is no such plugin'],
    ['acme', 'match[0] fits: vendor Maker'],
  ])
  assert.is(scene.server.runtime.hub.station('CP3')?.station.traits.meter.timeZone, 60)
})

test('devices name the plugin of their station', async () => {
  await using scene = await openReady({ plugins: [acme] })
  const { body } = await scene.server.get('/api/v1/devices/CP1:1')
  assert.equal(
    [at(body, 'plugin'), at(body, 'pluginReason')],
    ['acme', 'match[0] fits: vendor Maker'],
  )
})

test('the plugins that ship are right, and stand beside each other', async () => {
  await using server = await startServer()
  const { body } = await server.get('/api/v1/plugins')
  const list: readonly unknown[] = Array.from(Object(body))
  assert.ok(list.length >= 12)
  for (const one of list) assert.equal([at(one, 'shipped'), at(one, 'current')], [true, true])
})

test.run()
