import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StationEvent } from '../../runtime/model.ts'
import { definePlugin, type Hooks, type Plugin } from '../../runtime/plugin/plugin.ts'
import { at, identity, openCharging, openReady, openScene, type Scene } from '../support/scene.ts'

/** A plugin for the stations of these tests. */
function acme(hooks: Hooks, change: Partial<Plugin> = {}): Plugin {
  return { name: 'acme', revision: 1, match: [{ vendor: 'Maker' }], hooks, ...change }
}

function meterValues(value: string, time: string) {
  const sampledValue = [{ value, measurand: 'Power.Active.Import', unit: 'W' }]
  return { connectorId: 1, meterValue: [{ timestamp: time, sampledValue }] }
}

async function fitting(scene: Scene): Promise<unknown> {
  return at((await scene.server.get('/api/v1/stations/CP1')).body, 'fitting')
}

async function detail(scene: Scene): Promise<unknown> {
  return (await scene.server.get('/api/v1/plugins/acme')).body
}

test('text :: what is no JSON is repaired before it is read', async () => {
  const plugin = acme({ text: (text) => text.replaceAll("'", '"') })
  await using scene = await openReady({ plugins: [plugin] })
  const answer = await scene.station.exchange("[2,'q1','Heartbeat',{}]", 'q1')
  assert.is(answer[0], 3)
  assert.equal(at(await fitting(scene), 'hooks'), { text: { runs: 1, repairs: 1, faults: 0 } })
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.is(at(at(body, 'repairs'), 'text:repaired'), 1)
})

test('text :: what stays no JSON is refused as without a plugin', async () => {
  const plugin = acme({ text: (text) => `${text}'` })
  await using scene = await openReady({ plugins: [plugin] })
  const answer = await scene.station.exchange(`[2,"q1",'Heartbeat',{}]`, 'q1')
  assert.equal([answer[0], answer[2]], [4, 'FormationViolation'])
  assert.equal(hookCounts(await fitting(scene), 'text'), { runs: 1, repairs: 0, faults: 0 })
})

test('text :: what the core can repair is none of its business', async () => {
  const plugin = acme({ text: () => '[]' })
  await using scene = await openReady({ plugins: [plugin] })
  const answer = await scene.station.exchange('[2,"q1","Heartbeat",{},]', 'q1')
  assert.is(answer[0], 3)
  assert.equal(at(await fitting(scene), 'hooks'), {})
})

test('payload :: it is repaired before it is checked', async () => {
  const plugin = acme(
    {
      payload(action, payload) {
        const text = JSON.stringify(payload).replaceAll(' 7,36"', '7360"').replaceAll('"kw"', '"W"')
        return action === 'MeterValues' ? JSON.parse(text) : payload
      },
    },
    { on: { payload: ['MeterValues'] } },
  )
  await using scene = await openCharging({ plugins: [plugin] })
  const sampledValue = [{ value: ' 7,36', measurand: 'Power.Active.Import', unit: 'kw' }]
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
  })
  assert.is(scene.value('power'), 7.36)
  assert.equal(at(await fitting(scene), 'hooks'), { payload: { runs: 1, repairs: 1, faults: 0 } })
})

test('payload :: why a value is what it is names the plugin that changed it', async () => {
  const doubled = { measurand: 'Power.Active.Import', value: '2000', unit: 'W' }
  const plugin = acme(
    { payload: (_, payload) => ({ ...Object(payload), meterValue: [metered(doubled)] }) },
    { on: { payload: ['MeterValues'] }, traits: { meter: { phases: { N: 'L1' } } } },
  )
  await using scene = await openCharging({ plugins: [plugin] })
  const metered = (sample: object) => ({ timestamp: scene.time(), sampledValue: [sample] })
  const why = async () => (await scene.server.get('/api/v1/devices/CP1:1/items/power/why')).body
  const traits = { 'meter.phases': { N: 'L1' } }
  assert.equal(at(await why(), 'plugin'), { name: 'acme', traits, repairs: {} })
  await scene.tell('MeterValues', meterValues('1000', scene.time()))
  assert.is(scene.value('power'), 2)
  assert.equal(at(await why(), 'plugin'), { name: 'acme', traits, repairs: { payload: 1 } })
})

test('payload :: one that was not changed is no repair', async () => {
  const plugin = acme({ payload: (_, payload) => payload })
  await using scene = await openReady({ plugins: [plugin] })
  const { runs, repairs } = hookCounts(await fitting(scene), 'payload')
  assert.ok(Number(runs) > 0)
  assert.is(repairs, 0)
})

test('payload :: the boot by which a plugin is chosen is repaired by it', async () => {
  const plugin = acme({
    payload: (action, payload) =>
      action === 'BootNotification' ? { ...Object(payload), firmwareVersion: '2' } : payload,
    event: (event) =>
      event.kind === 'Booted'
        ? { ...event, identity: { ...event.identity, chargePointVendor: 'Other' } }
        : event,
  })
  await using scene = await openScene({ plugins: [plugin] })
  for (let boot = 0; boot < 2; boot++) {
    await scene.tell('BootNotification', identity)
    const { body } = await scene.server.get('/api/v1/stations/CP1')
    // What it makes of the identity is shown, and changes nothing of its being chosen.
    assert.equal(
      [at(body, 'plugin'), at(body, 'firmware'), at(body, 'vendor')],
      ['acme', '2', 'Other'],
    )
  }
})

test('event :: it may mean another, several or nothing', async () => {
  const plugin = acme({
    event(event): StationEvent | StationEvent[] | null {
      if (event.kind !== 'StatusReported') return event
      if (event.info === 'drop') return null
      if (event.info !== 'C;240') return event
      return [
        { ...event, status: 'Charging' },
        {
          kind: 'CardShown',
          connector: 1,
          idTag: 'X',
          status: 'Accepted',
          known: true,
          at: event.at,
        },
      ]
    },
  })
  await using scene = await openReady({ plugins: [plugin] })
  const report = (info: string, status: string) =>
    scene.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status, info })
  await report('C;240', 'Preparing')
  const connector = scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)
  assert.is(connector?.facts.status?.status, 'Charging')
  assert.is(connector?.facts.card?.idTag, 'X')
  await report('drop', 'Faulted')
  assert.is(connector?.facts.status?.status, 'Charging')
})

test('command :: it may be said in another way', async () => {
  const plugin = acme(
    {
      command(command) {
        if (command.kind !== 'SetChargingProfile') return command
        return [
          { kind: 'ChangeConfiguration', key: 'Mode', value: 'slow' },
          { ...command, limit: Math.floor(command.limit) },
        ]
      },
    },
    { sends: ['ChangeConfiguration'] },
  )
  const accepted = { payload: { status: 'Accepted' } }
  const answers = { ChangeConfiguration: accepted, SetChargingProfile: accepted }
  await using scene = await openReady({ plugins: [plugin], answers })
  const from = scene.station.calls.length
  const { status } = await scene.server.write('CP1:1', 'currentSet', 13.7)
  assert.is(status, 200)
  const made = scene.station.calls.slice(from)
  assert.equal(
    made.map(({ action }) => action),
    ['ChangeConfiguration', 'SetChargingProfile'],
  )
  assert.match(JSON.stringify(made[1]?.payload), /"limit":13[^.\d]/)
})

test('command :: one that is withheld is not said to be done', async () => {
  const plugin = acme({ command: (c) => (c.kind === 'SetChargingProfile' ? null : c) })
  await using scene = await openReady({ plugins: [plugin] })
  const from = scene.station.calls.length
  const { status, body } = await scene.server.write('CP1:1', 'currentSet', 10)
  assert.is(status, 409)
  assert.is(at(body, 'answer'), 'Withheld')
  assert.equal(scene.station.calls.slice(from), [])
})

test('command :: a raise is a fault, and what was wanted is sent', async () => {
  const plugin = acme({
    command: (c) => (c.kind === 'SetChargingProfile' ? { ...c, limit: c.limit + 1 } : c),
  })
  const answers = { SetChargingProfile: { payload: { status: 'Accepted' } } }
  await using scene = await openReady({ plugins: [plugin], answers })
  assert.is((await scene.server.write('CP1:1', 'currentSet', 10)).status, 200)
  const sent = scene.station.calls.find(({ action }) => action === 'SetChargingProfile')
  assert.match(JSON.stringify(sent?.payload), /"limit":10[^.\d]/)
  const [entry] = list(at(await detail(scene), 'faults'))
  assert.is(at(at(entry, 'fault'), 'kind'), 'clamp')
  assert.is(at(at(entry, 'fault'), 'message'), 'It limits to 11 A, above the 10 A asked for')
})

test('what a hook sends goes out after the answer, and not through the command hook', async () => {
  const plugin = acme(
    {
      event(event, { send }) {
        if (event.kind === 'StatusReported')
          send({ kind: 'TriggerMessage', message: 'MeterValues' })
        return event
      },
      command: (command) => (command.kind === 'TriggerMessage' ? null : command),
    },
    { sends: ['TriggerMessage'] },
  )
  await using scene = await openReady({ plugins: [plugin] })
  const from = scene.station.received.length
  await scene.status('Preparing')
  await scene.station.called('TriggerMessage')
  await scene.settle()
  assert.equal(
    scene.station.received.slice(from).map(([type, , action]) => (type === 2 ? action : type)),
    [3, 'TriggerMessage'],
  )
})

test('what a hook sends waits until the station may be called', async () => {
  const plugin = acme(
    {
      event(event, { send }) {
        if (event.kind === 'Booted') send({ kind: 'UnlockConnector', connector: 0 })
        return event
      },
    },
    { sends: ['UnlockConnector'] },
  )
  await using scene = await openScene({ plugins: [plugin] })
  await scene.tell('BootNotification', identity)
  await scene.pass(0.9)
  assert.equal(scene.station.calls, [])
  await scene.pass(0.2)
  assert.ok(scene.station.calls.some(({ action }) => action === 'UnlockConnector'))
})

test('a command that is not among sends is a fault of the whole call', async () => {
  const plugin = acme({
    event(_, { send, memory, log }) {
      memory.seen = true
      log('seen')
      send({ kind: 'Reset', hard: true })
      return null
    },
  })
  await using scene = await openReady({ plugins: [plugin] })
  await scene.status('Preparing')
  await scene.settle()
  assert.not(scene.station.calls.some(({ action }) => action === 'Reset'))
  // The event goes on, and nothing else of the call is kept.
  assert.is(
    scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts.status?.status,
    'Preparing',
  )
  assert.equal(at(await detail(scene), 'log'), [])
})

test('memory and log are kept', async () => {
  const plugin = acme(
    {
      event(event, { memory, log, now }) {
        memory.count = Number(memory.count ?? 0) + 1
        log(`${memory.count}`)
        return now > 0 ? event : null
      },
    },
    { on: { event: ['StatusReported'] } },
  )
  await using scene = await openReady({ plugins: [plugin] })
  await scene.status('Preparing')
  const lines = list(at(await detail(scene), 'log'))
  assert.equal(
    lines.map((line) => [at(line, 'station'), at(line, 'hook'), at(line, 'text')]),
    [
      ['CP1', 'event', '1'],
      ['CP1', 'event', '2'],
    ],
  )
})

test('a hook sees the station as it is', async () => {
  const seen: unknown[] = []
  const plugin = definePlugin({
    ...acme({
      event(event, context) {
        if (event.kind === 'Metered') seen.push(structuredClone({ ...context, log: 0, send: 0 }))
        return event
      },
    }),
    options: { quick: false },
  })
  const settings = { stations: { CP1: { options: { quick: true, slow: 1 } } } }
  await using scene = await openReady({ plugins: [plugin], settings })
  await scene.tell('MeterValues', meterValues('1000', scene.time()))
  const [context] = seen
  assert.equal(at(context, 'options'), { quick: true })
  assert.equal(at(context, 'identity'), identity)
  assert.equal(at(context, 'connectors'), [
    { connector: 1, status: 'Available', transaction: null, limit: null },
  ])
  assert.equal([at(context, 'station'), at(context, 'now')], ['CP1', scene.clock.now()])
})

test('a hook that fails changes nothing; after five failures in a minute it is off', async () => {
  const broken = acme(
    {
      event() {
        throw new TypeError('no such thing')
      },
    },
    { on: { event: ['StatusReported'] } },
  )
  await using scene = await openReady({ plugins: [broken] })
  for (const status of ['Preparing', 'Charging', 'SuspendedEV']) await scene.status(status)
  assert.is(at(await fitting(scene), 'off'), null)
  await scene.status('Charging')
  const off = at(await fitting(scene), 'off')
  assert.is(at(off, 'message'), 'TypeError: no such thing')
  assert.equal(at(await detail(scene), 'offFor'), ['CP1'])
  await scene.status('Finishing')
  assert.equal(hookCounts(await fitting(scene), 'event'), { runs: 5, repairs: 0, faults: 5 })
  assert.is(
    scene.server.runtime.hub.station('CP1')?.station.connectors.get(1)?.facts.status?.status,
    'Finishing',
  )
})

test('five failures in more than a minute leave it on', async () => {
  const broken = acme(
    {
      event() {
        throw new TypeError('no such thing')
      },
    },
    { on: { event: ['StatusReported'] } },
  )
  await using scene = await openReady({ plugins: [broken] })
  for (let i = 0; i < 8; i++) {
    await scene.pass(16)
    await scene.status('Preparing')
  }
  assert.is(at(await fitting(scene), 'off'), null)
  assert.is(hookCounts(await fitting(scene), 'event').faults, 9)
})

test.run()

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Error(`No list: ${JSON.stringify(value)}`)
}

function hookCounts(value: unknown, hook: string): Record<string, number> {
  return { ...Object(at(at(value, 'hooks'), hook)) }
}
