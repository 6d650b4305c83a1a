import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { stationDetailSchema, stationSchema } from '../../runtime/http/stations.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

test('GET /stations lists every station, by pages where asked', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, 'GET /stations')
  assert.is(asked.status, 200)
  const list = v.parse(v.array(v.strictObject(stationSchema.pipe[0].entries)), asked.json)
  assert.equal(list, [
    {
      id: '1217212',
      online: true,
      protocol: 'ocpp1.6',
      vendor: 'Maker',
      model: 'Box',
      serial: null,
      firmware: '1.2',
      connectors: [1, 2],
      plugin: null,
      lastSeen: '2026-01-02T03:04:05.000Z',
      pending: false,
    },
    {
      id: 'CP-7',
      online: true,
      protocol: 'ocpp1.6',
      vendor: 'Maker',
      model: 'Box',
      serial: null,
      firmware: '1.2',
      connectors: [1],
      plugin: null,
      lastSeen: '2026-01-02T03:04:05.000Z',
      pending: false,
    },
  ])
  const first = await ask(server, 'GET /stations?limit=1')
  assert.is(first.headers.get('link'), '</api/v1/stations?limit=1&after=1217212>; rel="next"')
})

test('GET /stations/:id shows what is known, and no secret', async () => {
  const runtime = new MemoryRuntime()
  runtime.patch('1217212', {
    online: false,
    protocol: null,
    lastSeen: null,
    identity: { chargeBoxSerialNumber: 'B-1', chargePointVendor: undefined },
    plugin: 'maker',
    pluginReason: 'vendor "Maker" matches',
    fitting: {
      matched: [{ fact: 'vendor', pattern: 'Mak*', value: 'Maker' }],
      options: { quick: true },
      traits: [{ trait: 'setup.settle', value: 2, from: 'plugin' }],
      hooks: { event: { runs: 3, repairs: 2, faults: 1 } },
      off: { kind: 'thrown', message: 'TypeError: x', file: 'plugins/maker/plugin.ts', line: 7 },
    },
    repairs: { 'extra-member': 3 },
    configuration: [
      { key: 'AuthorizationKey', value: 'hunter2', readonly: false },
      { key: 'SecurityCtrlr/BasicAuthPassword', value: 'hunter2', readonly: false },
      { key: 'HeartbeatInterval', value: '60', readonly: false },
      { key: 'Hidden', readonly: true },
    ],
    localList: { version: 3, at: 1_700_000_000_000 },
    setup: [{ step: 'GetConfiguration', outcome: 'Accepted' }],
    lastMessages: [
      {
        direction: 'out',
        action: 'ChangeConfiguration',
        at: 0,
        frame: '[2,"7","ChangeConfiguration",{"key":"AuthorizationKey","value":"hunter2"}]',
      },
      { direction: 'in', action: 'Heartbeat', at: 1, frame: '[2,"8","Heartbeat",{}]' },
    ],
  })
  await using server = await serve(runtime)
  const asked = await ask(server, 'GET /stations/1217212')
  assert.is(asked.status, 200)
  assert.not.match(asked.text, /hunter2/)
  const { actions, ...station } = v.parse(
    v.strictObject(stationDetailSchema.pipe[0].entries),
    asked.json,
  )
  assert.ok(actions.includes('Reset'))
  assert.equal(station, {
    id: '1217212',
    online: false,
    protocol: null,
    vendor: null,
    model: null,
    serial: 'B-1',
    firmware: null,
    connectors: [1, 2],
    plugin: 'maker',
    lastSeen: null,
    pluginReason: 'vendor "Maker" matches',
    fitting: {
      matched: [{ fact: 'vendor', pattern: 'Mak*', value: 'Maker' }],
      options: { quick: true },
      traits: [{ trait: 'setup.settle', value: 2, from: 'plugin' }],
      hooks: { event: { runs: 3, repairs: 2, faults: 1 } },
      off: { kind: 'thrown', message: 'TypeError: x', file: 'plugins/maker/plugin.ts', line: 7 },
    },
    identity: { chargeBoxSerialNumber: 'B-1' },
    repairs: { 'extra-member': 3 },
    configuration: [
      { key: 'AuthorizationKey', value: '***', readonly: false },
      { key: 'SecurityCtrlr/BasicAuthPassword', value: '***', readonly: false },
      { key: 'HeartbeatInterval', value: '60', readonly: false },
      { key: 'Hidden', value: null, readonly: true },
    ],
    localList: { version: 3, at: '2023-11-14T22:13:20.000Z' },
    cardList: { state: 'off', cards: 0, leftOut: 0, status: null },
    setup: [{ step: 'GetConfiguration', outcome: 'Accepted' }],
    lastMessages: [
      {
        direction: 'out',
        action: 'ChangeConfiguration',
        at: '1970-01-01T00:00:00.000Z',
        frame: '[2,"7","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]',
      },
      {
        direction: 'in',
        action: 'Heartbeat',
        at: '1970-01-01T00:00:00.001Z',
        frame: '[2,"8","Heartbeat",{}]',
      },
    ],
    pending: false,
    security: {
      profile: null,
      tls: false,
      address: null,
      leastProfile: 0,
      hasPassword: false,
      isRotating: false,
      approved: false,
      rejected: false,
      events: [],
    },
  })
})

test('GET /stations/:id of an unknown station', async () => {
  await using server = await serve(new MemoryRuntime())
  const problem = isProblem(await ask(server, 'GET /stations/nope'), 'unknown-station')
  assert.is(problem.detail, 'There is no station "nope"; 2 are known')
})

test.run()
