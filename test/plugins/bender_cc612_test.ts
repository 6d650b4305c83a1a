import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { identity, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Bender GmbH Co. KG',
  chargePointModel: 'CC612_2S0R',
  firmwareVersion: '5.20.2',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '2',
  HeartBeatInterval: '300',
  UnlockConnectorOnEVSideDisconnect: '0',
  OperatorCurrentLimit: '32',
  OperatorCurrentLimit_2: '32',
  OCPPMode: '0',
  FreeChargingMode: '0',
}
const descriptors = {
  keys: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Keys',
    match: [{ chargePointId: 'CP1' }],
    items: [
      {
        key: 'unlock',
        name: 'Unlock',
        direction: 'OUT',
        type: 'boolean',
        write: {
          to: 'ChangeConfiguration',
          with: { key: 'UnlockConnectorOnEVSideDisconnect', value: '$value' },
        },
      },
      {
        key: 'heartbeat',
        name: 'Heartbeat',
        direction: 'INOUT',
        type: 'integer',
        unit: 's',
        minimum: 0,
        maximum: 86_400,
        read: { from: 'Configuration', key: 'HeartbeatInterval' },
        write: {
          to: 'ChangeConfiguration',
          with: { key: 'HeartbeatInterval', value: '$value' },
        },
      },
    ],
  }),
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, descriptors, ...options })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.status('Available', 2)
  await scene.pass(1)
  said(scene)
  return scene
}

test('P14: the limit of each socket is a key when the user wants it so', async () => {
  await using scene = await ready({
    pluginOptions: { limitByKey: true },
    recording: 'bender-cc612/limit_by_key.jsonl',
  })
  assert.equal(pluginOf(scene), {
    plugin: 'bender-cc612',
    reason: 'match[0] fits: model CC612*, vendor Bender*',
  })
  await scene.server.write('CP1:2', 'currentSet', 16)
  await scene.server.write('CP1:1', 'currentSet', 10)
  assert.equal(said(scene), [
    'ChangeConfiguration OperatorCurrentLimit_2 = 16',
    'ChangeConfiguration OperatorCurrentLimit = 10',
  ])
})

test('X16: in a mode without transactions the status makes sessions, which nobody stops', async () => {
  await using scene = await ready({
    pluginOptions: { freeCharging: true },
    recording: 'bender-cc612/free_charging.jsonl',
  })
  await scene.status('Charging')
  assert.is(scene.value('cps'), 67)
  await scene.pass(10)
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: '4200', unit: 'Wh' },
          { value: '10', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal([scene.value('current'), scene.value('energy')], [10, 0])
  await scene.pass(10)
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue: [{ value: '4700', unit: 'Wh' }] }],
  })
  assert.is(scene.value('energy'), 500)
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 409)
  assert.equal(said(scene), [])
  await scene.status('Available')
  assert.equal([scene.value('current'), scene.value('energy')], [0, 500])
})

test('C15 C14: booleans are 0 and 1, and heartbeats have another name', async () => {
  await using scene = await ready({ recording: 'bender-cc612/keys.jsonl' })
  assert.is(scene.value('heartbeat'), 300)
  await scene.server.write('CP1:1', 'unlock', true)
  await scene.server.write('CP1:1', 'heartbeat', 60)
  assert.equal(said(scene), [
    'ChangeConfiguration UnlockConnectorOnEVSideDisconnect = 1',
    'ChangeConfiguration HeartBeatInterval = 60',
  ])
})

test('X16: a card counts whatever its letter case', async () => {
  await using scene = await ready()
  scene.server.runtime.putToken({ idTag: '04a1b2c3', status: 'Blocked' })
  assert.equal(await scene.tell('Authorize', { idTag: '04A1B2C3' }), {
    idTagInfo: { status: 'Blocked' },
  })
})

test('C18: many keys count after a reboot, which comes when the user wants it so', async () => {
  const calls = async (pluginOptions: Record<string, boolean>) => {
    await using scene = await openFamily({
      configuration: { ...configuration, MeterValueSampleInterval: '900' },
      pluginOptions,
      answers: {
        ChangeConfiguration: { payload: { status: 'RebootRequired' } },
        Reset: { payload: { status: 'Accepted' } },
      },
    })
    await scene.tell('BootNotification', boot)
    await scene.status('Available')
    await scene.status('Available', 2)
    await scene.pass(1)
    return said(scene).at(-1)
  }
  assert.is(await calls({}), 'ChangeConfiguration MeterValueSampleInterval = 10')
  assert.is(await calls({ rebootWhenIdle: true }), 'Reset Soft')
})

test('white labels are recognised by the keys of the controller', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  assert.equal(pluginOf(scene), {
    plugin: 'bender-cc612',
    reason: 'match[5] fits: keys OCPPMode, keys FreeChargingMode',
  })
})

test.run()
