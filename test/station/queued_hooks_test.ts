import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Hooks, Plugin } from '../../runtime/plugin/plugin.ts'
import { gate, ScriptedLoader } from '../plugin/support/scripted_loader.ts'
import { at, identity, openScene, type Scene, type SceneOptions } from '../support/scene.ts'
import { turn } from '../support/test_clock.ts'

/** A scene with a plugin of the user, whose hooks run elsewhere. */
async function withPlugin(
  hooks: Hooks,
  options: SceneOptions & { readonly change?: Partial<Plugin> } = {},
): Promise<{ readonly scene: Scene; readonly loader: ScriptedLoader }> {
  const plugin: Plugin = {
    name: 'acme',
    revision: 1,
    match: [{ vendor: 'Maker' }],
    hooks,
    ...options.change,
  }
  const loader = new ScriptedLoader().add('one', plugin)
  const scene = await openScene({ ...options, plugins: [], pluginLoader: loader })
  const change = await scene.server.runtime.putPlugin('acme', 'one')
  assert.is(change.kind, 'done')
  return { scene, loader }
}

const status = (connectorId: number, word: string) => ({
  connectorId,
  errorCode: 'NoError',
  status: word,
})

test('frames of a station wait for each other, and are answered in order', async () => {
  const { scene, loader } = await withPlugin({ event: (event) => event })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const slow = gate()
  loader.before = () => slow.opened
  const { station } = scene
  const from = station.received.length
  station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  station.frame([2, 'b', 'Heartbeat', {}])
  station.frame([2, 'c', 'StatusNotification', status(1, 'Charging')])
  station.frame([2, 'd', 'Nonsense', {}])
  await station.settle()
  assert.is(station.received.length, from)
  slow.open()
  await station.until(() => station.received.length >= from + 4)
  assert.equal(
    station.received.slice(from).map(([type, id]) => [type, id]),
    [
      [3, 'a'],
      [3, 'b'],
      [3, 'c'],
      [4, 'd'],
    ],
  )
  const facts = scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts
  assert.is(facts?.status?.status, 'Charging')
})

test('an answer of the station waits for the frames before it', async () => {
  const { scene, loader } = await withPlugin({ event: (event) => event })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const { station } = scene
  const slow = gate()
  station.on('ClearCache', 'silence')
  const call = scene.server.post('/api/v1/stations/CP1/calls/ClearCache', {})
  const { id } = await station.called('ClearCache')
  loader.before = () => slow.opened
  station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  station.frame([3, id, { status: 'Accepted' }])
  await station.settle()
  let answered = false
  void call.then(() => {
    answered = true
  })
  await turn()
  assert.is(answered, false)
  slow.open()
  assert.is((await call).status, 200)
})

test('other stations do not wait', async () => {
  const { scene, loader } = await withPlugin(
    { event: (event) => event },
    { change: { match: [{ station: 'CP1' }] } },
  )
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const slow = gate()
  loader.before = () => slow.opened
  scene.station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  const other = await scene.connect({ path: '/CP2' })
  assert.is((await other.call('Heartbeat'))[0], 3)
  slow.open()
})

test('what was received before the end is handled after it', async () => {
  const { scene, loader } = await withPlugin({ event: (event) => event })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const slow = gate()
  loader.before = () => slow.opened
  const station = scene.server.runtime.hub.station('CP1')?.station
  scene.station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  scene.station.frame([2, 'b', 'StatusNotification', status(1, 'Charging')])
  await scene.station.settle()
  await scene.station.close()
  await scene.server.until(() => station?.facts.online === false)
  // The station is back before its old frames were handled; those of before come first.
  const again = await scene.connect({ path: '/CP1' })
  again.frame([2, 'c', 'StatusNotification', status(1, 'Finishing')])
  await again.settle()
  assert.is(again.received.length, 0)
  slow.open()
  await again.until(() => again.received.length > 0)
  assert.equal(again.received[0]?.slice(0, 2), [3, 'c'])
  const facts = station?.connectors.get(1)?.facts
  assert.is(facts?.status?.status, 'Finishing')
  assert.is(station?.facts.quality, 100)
})

test('a station that sends without end while a hook takes its time is cut off', async () => {
  const { scene, loader } = await withPlugin({ event: (event) => event })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const slow = gate()
  loader.before = () => slow.opened
  scene.station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  for (let i = 0; i < 1001; i++) scene.station.frame([2, `h${i}`, 'Heartbeat', {}])
  assert.equal(await scene.station.ended, { code: 1008, reason: 'Too many messages wait' })
  slow.open()
})

test('a repeated frame gets the same answer though its hooks run elsewhere', async () => {
  let events = 0
  const { scene } = await withPlugin({
    event(event) {
      if (event.kind === 'TransactionStarted') events += 1
      return event
    },
  })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  const started = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: scene.time() }
  const frame = JSON.stringify([2, 'q', 'StartTransaction', started])
  const answers = [
    await scene.station.exchange(frame, 'q'),
    await scene.station.exchange(frame, 'q'),
  ]
  assert.equal(answers[0], answers[1])
  assert.is(events, 1)
})

test('all four hooks run elsewhere as they do here', async () => {
  const { scene } = await withPlugin(
    {
      text: (text) => text.replaceAll("'", '"'),
      payload: (action, payload) =>
        action === 'StatusNotification' ? { ...Object(payload), info: 'seen' } : payload,
      event: (event, { memory }) => {
        memory.count = Number(memory.count ?? 0) + 1
        return event.kind === 'StatusReported'
          ? [event, { ...event, info: `${memory.count}` }]
          : event
      },
      command: (c) => (c.kind === 'SetChargingProfile' ? { ...c, limit: c.limit - 1 } : c),
    },
    { answers: { SetChargingProfile: { payload: { status: 'Accepted' } } } },
  )
  await using _ = scene
  await scene.tell('BootNotification', identity)
  await scene.station.exchange(
    `[2,'x','StatusNotification',${JSON.stringify(status(1, 'Preparing'))}]`.replaceAll('"', "'"),
    'x',
  )
  const facts = scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts
  assert.is(facts?.status?.info, '2')
  assert.is((await scene.server.write('CP1:1', 'currentSet', 10)).status, 200)
  const sent = scene.station.calls.find(({ action }) => action === 'SetChargingProfile')
  assert.match(JSON.stringify(sent?.payload), /"limit":9[^.\d]/)
})

test('a command and a frame at the same time keep the memory of both', async () => {
  const { scene, loader } = await withPlugin(
    {
      event: (event, { memory }) => {
        memory.events = Number(memory.events ?? 0) + 1
        return event
      },
      command: (command, { memory, log }) => {
        memory.commands = Number(memory.commands ?? 0) + 1
        log(JSON.stringify(memory))
        return command
      },
    },
    { answers: { Reset: { payload: { status: 'Accepted' } } } },
  )
  await using _ = scene
  await scene.tell('BootNotification', identity)
  await scene.settle()
  const station = scene.server.runtime.hub.station('CP1')?.station
  const slow = gate()
  loader.before = () => slow.opened
  const reset = { kind: 'Reset', hard: false } as const
  scene.station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  await scene.station.settle()
  const both = Promise.all([station?.execute(reset), station?.execute(reset)])
  slow.open()
  await both
  const { body } = await scene.server.get('/api/v1/plugins/acme')
  const lines = at(body, 'log')
  assert.match(JSON.stringify(lines), /commands\\":2/)
  assert.match(JSON.stringify(lines), /"\{\\"events\\":2,\\"commands\\":2/)
})

test('a plugin that is replaced while its hook runs costs that frame its repair only', async () => {
  const { scene, loader } = await withPlugin({ event: () => null })
  await using _ = scene
  await scene.tell('BootNotification', identity)
  loader.add('two', { name: 'acme', revision: 2, match: [{ vendor: 'Maker' }] })
  const slow = gate()
  loader.before = () => slow.opened
  scene.station.frame([2, 'a', 'StatusNotification', status(1, 'Preparing')])
  await scene.station.settle()
  await scene.server.runtime.putPlugin('acme', 'two')
  slow.open()
  await scene.station.until(() => scene.station.received.some(([, id]) => id === 'a'))
  const facts = scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts
  assert.is(facts?.status?.status, 'Preparing')
})

test('a station without a plugin is served at once', async () => {
  const { scene, loader } = await withPlugin(
    { event: (event) => event },
    { change: { match: [{ vendor: 'Nobody' }] } },
  )
  await using _ = scene
  loader.before = () => new Promise(() => undefined)
  await scene.tell('BootNotification', identity)
  await scene.status('Charging')
  assert.is(at((await scene.server.get('/api/v1/stations/CP1')).body, 'plugin'), null)
})

test.run()
