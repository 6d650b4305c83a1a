import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Etrel',
  chargePointModel: 'G-HB1V5CY20-A14',
  firmwareVersion: '3.1.0',
}
const configuration = { MeterValueSampleInterval: '10', MeterValuesSampledData: 'Voltage' }
const list = 'ChangeConfiguration MeterValuesSampledData = '
const descriptors = {
  etrel: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Etrel',
    match: [{ chargePointId: 'CP1' }],
    items: [
      {
        key: 'mode',
        name: 'Mode',
        direction: 'OUT',
        type: 'string',
        maxLength: 20,
        write: {
          to: 'DataTransfer',
          with: { vendorId: 'Etrel', messageId: 'SetChargingMode', data: '$value' },
        },
      },
    ],
  }),
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({
    configuration,
    descriptors,
    ...options,
    answers: {
      ChangeConfiguration: { payload: { status: 'RebootRequired' } },
      Reset: { payload: { status: 'Accepted' } },
      ...options.answers,
    },
  })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

test('C9: the list is written once, and a reboot comes when the user wants it so', async () => {
  {
    await using scene = await ready()
    assert.equal(pluginOf(scene), {
      plugin: 'etrel',
      reason: 'match[0] fits: model G-HB1V5CY20-*, vendor Etrel*',
    })
    const calls = said(scene)
    assert.is(calls.filter((line) => line.startsWith(list)).length, 1)
    assert.not(calls.includes('Reset Soft'))
  }
  await using scene = await ready({
    pluginOptions: { rebootWhenIdle: true },
    recording: 'etrel/inch.jsonl',
  })
  assert.is(said(scene).at(-1), 'Reset Soft')
  await scene.tell('DataTransfer', { vendorId: 'Etrel', messageId: 'ChargingMode', data: '1' })
})

test('P19: what only this vendor knows is written by an item of a descriptor', async () => {
  await using scene = await ready({
    answers: { DataTransfer: { payload: { status: 'Accepted' } } },
  })
  said(scene)
  assert.is((await scene.server.write('CP1:1', 'mode', 'Eco')).status, 200)
  const { payload } = await scene.station.called('DataTransfer')
  assert.equal(payload, { vendorId: 'Etrel', messageId: 'SetChargingMode', data: 'Eco' })
  const answer = await scene.tell('DataTransfer', { vendorId: 'Etrel', data: 'x' })
  assert.equal(answer, { status: 'Accepted' })
})

test('X8: a transaction under an id of its own is known from its values, and can be stopped', async () => {
  await using scene = await ready()
  await scene.status('Charging')
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: 900001,
    meterValue: [{ timestamp: scene.time(), sampledValue: [{ value: '100', unit: 'Wh' }] }],
  })
  said(scene)
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 200)
  assert.equal(said(scene), ['RemoteStopTransaction 900001'])
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(at(body, 'hints') ?? body), /ids of its own/)
})

test.run()
