import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import type { PluginState } from '../../runtime/http/port.ts'
import type { LoadedPlugin } from '../../runtime/plugin/loaded.ts'
import { definePlugin } from '../../runtime/plugin/plugin.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const maker = definePlugin({
  name: 'maker',
  revision: 3,
  match: [{ vendor: 'Maker*' }],
  traits: { setup: { settle: 2 } },
  hooks: { event: (event) => event },
})

function loaded(): LoadedPlugin {
  const [plugin] = new PluginRegistry({ shipped: [maker] }).active()
  if (plugin === undefined) throw new Error('It ships')
  return plugin
}

function stateOf(change: Partial<PluginState> = {}): PluginState {
  const active = loaded()
  return {
    name: 'maker',
    active,
    file: active.file,
    current: true,
    faults: [],
    replaces: false,
    text: undefined,
    stations: ['CP1'],
    offFor: [],
    ...change,
  }
}

test('GET /plugins lists those there are', async () => {
  const runtime = new MemoryRuntime()
  runtime.pluginStates.set('maker', stateOf())
  await using server = await serve(runtime)
  assert.equal((await ask(server, 'GET /plugins')).json, [
    {
      name: 'maker',
      file: 'plugins/maker/plugin.ts',
      revision: 3,
      shipped: true,
      replaces: false,
      current: true,
      hooks: ['event'],
      stations: ['CP1'],
      offFor: [],
    },
  ])
  assert.equal((await ask(server, 'GET /plugins?limit=1')).status, 200)
})

test('GET /plugins/:name shows faults with their place, counts and log', async () => {
  const runtime = new MemoryRuntime()
  const active = loaded()
  const place = { file: 'plugins/maker/plugin.ts', line: 14, column: 22 }
  const fault = { kind: 'thrown', message: 'TypeError: no', ...place } as const
  active.journal.tally.count('event', 'runs')
  active.journal.fault({ at: 0, station: 'CP1', hook: 'event', fault })
  active.journal.log({ at: 1000, station: 'CP1', hook: 'event', text: 'hello' })
  const load = { kind: 'load', message: 'Unexpected token', ...place } as const
  const change = { active, faults: [load], current: false, offFor: ['CP1'], text: 'source' }
  runtime.pluginStates.set('maker', stateOf(change))
  await using server = await serve(runtime)
  const asked = await ask(server, 'GET /plugins/maker')
  assert.is(asked.status, 200, asked.text)
  const detail = v.parse(v.looseObject({ manifest: v.looseObject({}) }), asked.json)
  assert.equal(detail.problems, [load])
  assert.equal(detail.counts, { event: { runs: 1, repairs: 0, faults: 0 } })
  assert.equal(detail.faults, [
    { at: '1970-01-01T00:00:00.000Z', station: 'CP1', hook: 'event', fault },
  ])
  assert.equal(detail.log, [
    { at: '1970-01-01T00:00:01.000Z', station: 'CP1', hook: 'event', text: 'hello' },
  ])
  assert.equal(detail.manifest.traits, { setup: { settle: 2 } })
  assert.equal([detail.current, detail.offFor, detail.text], [false, ['CP1'], 'source'])
  const problem = isProblem(await ask(server, 'GET /plugins/nope'), 'unknown-plugin')
  assert.equal(problem.allowed, ['maker'])
})

test('PUT /plugins/:name adds with 201, replaces with 200', async () => {
  const runtime = new MemoryRuntime()
  const state = stateOf()
  runtime.pluginChanges.push({ kind: 'done', state, created: true })
  runtime.pluginChanges.push({ kind: 'done', state, created: false })
  await using server = await serve(runtime)
  const headers = { 'content-type': 'text/typescript' }
  const added = await ask(server, 'PUT /plugins/maker', { body: 'export default 1', headers })
  assert.is(added.status, 201, added.text)
  assert.is(added.headers.get('location'), '/api/v1/plugins/maker')
  const upload = await ask(server, 'PUT /plugins/maker', { body: new Blob(['export default 1']) })
  assert.is(upload.status, 200, upload.text)
})

test('PUT /plugins/:name says what is wrong and where', async () => {
  const runtime = new MemoryRuntime()
  const message = 'Expected a semicolon'
  const fault = {
    kind: 'load',
    message,
    file: 'plugins/acme/plugin.ts',
    line: 2,
    column: 9,
  } as const
  runtime.pluginChanges.push({ kind: 'invalid', faults: [fault] })
  await using server = await serve(runtime)
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  const asked = await ask(server, 'PUT /plugins/acme', { body: 'export', headers })
  const problem = isProblem(asked, 'invalid-plugin')
  assert.is(problem.detail, 'Plugin "acme" is not valid: Expected a semicolon (line 2, column 9)')
  assert.equal(problem.errors, [{ path: 'plugins/acme/plugin.ts', ...fault }])
})

test('PUT /plugins/:name refuses a name, a type and a plugin that ships', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const headers = { 'content-type': 'text/typescript' }
  for (const name of ['My-Box', 'a.b', 'a_b', `a${'b'.repeat(64)}`]) {
    isProblem(await ask(server, `PUT /plugins/${name}`, { body: '', headers }), 'invalid-name')
  }
  isProblem(await ask(server, 'PUT /plugins/acme', { json: {} }), 'unsupported-media-type')
  runtime.pluginChanges.push({ kind: 'shipped' })
  isProblem(await ask(server, 'PUT /plugins/acme', { body: '', headers }), 'in-use')
})

test('DELETE /plugins/:name removes, and says why not', async () => {
  const runtime = new MemoryRuntime()
  runtime.pluginStates.set('maker', stateOf())
  await using server = await serve(runtime)
  assert.is((await ask(server, 'DELETE /plugins/maker')).status, 204)
  isProblem(await ask(server, 'DELETE /plugins/maker'), 'unknown-plugin')
  runtime.pluginChanges.push({ kind: 'shipped' })
  isProblem(await ask(server, 'DELETE /plugins/maker'), 'in-use')
})

test.run()
