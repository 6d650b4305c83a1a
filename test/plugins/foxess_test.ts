import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'FoxESS',
  chargePointModel: 'A022KP1-E-B-WO',
  firmwareVersion: '1.10',
}
const protocols = ['ocpp2.0.1', 'ocpp1.6']

/** Connects offering both versions. */
async function connect(scene: Scene) {
  const station = await scene.connect({ path: '/FOX1', protocols })
  station.on('GetConfiguration', { payload: { configurationKey: [], unknownKey: [] } })
  for (const action of ['ChangeConfiguration', 'SetChargingProfile', 'RemoteStartTransaction']) {
    station.on(action, { payload: { status: 'Accepted' } })
  }
  return station
}

test('T12 M22 P18 X11: a box whose later version is no good comes back with the oldest', async () => {
  await using scene = await openFamily()
  const first = await connect(scene)
  assert.is(first.ws.protocol, 'ocpp2.0.1')
  const answer = await first.call('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'FoxESS', model: 'A022KP1-E-B-WO' },
  })
  assert.is(at(answer[2], 'status'), 'Accepted')
  assert.equal(await first.ended, { code: 1000, reason: 'Come back with an older version' })
  assert.is(pluginOf(scene, 'FOX1').plugin, 'foxess')
  const second = await connect(scene)
  assert.is(second.ws.protocol, 'ocpp1.6')
  await second.call('BootNotification', boot)
  await second.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Available',
  })
  await scene.pass(2)
  assert.equal([second.isEnded, scene.server.value('FOX1:1', 'cps')], [false, 65])
})

test('T12: a box that offers the later version alone is served with it', async () => {
  await using scene = await openFamily()
  const station = await scene.connect({ path: '/FOX2', protocols: ['ocpp2.0.1'] })
  await station.call('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'FoxESS', model: 'A022KP1-E-B-WO' },
  })
  await scene.pass(10)
  assert.is(station.isEnded, false)
})

test('T12 T13: a version that is set for a station is spoken, whatever it prefers', async () => {
  await using scene = await openFamily({
    settings: { stations: { FOX3: { protocols: ['1.6'] } } },
  })
  const station = await scene.connect({ path: '/FOX3', protocols })
  assert.is(station.ws.protocol, 'ocpp1.6')
})

test('X19: after a stop it is not started before three minutes are over', async () => {
  await using scene = await openFamily({ recording: 'foxess/a_series.jsonl' })
  await scene.tell('BootNotification', boot)
  await scene.status('Preparing')
  const transactionId = await startTransaction(scene)
  await scene.status('Charging')
  await scene.pass(1)
  await scene.tell('StopTransaction', { transactionId, meterStop: 1200, timestamp: scene.time() })
  await scene.status('Preparing')
  said(scene)
  const reply = await scene.server.write('CP1:1', 'rfidStart', 'CARD')
  assert.equal([reply.status, at(reply.body, 'sendAt')], [202, scene.time(180)])
  await scene.pass(179)
  assert.equal(said(scene), [])
  await scene.pass(1)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD'])
})

test('T10: that it takes its time to come back is told, and it is shown as away meanwhile', async () => {
  await using scene = await openFamily()
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(body), /twenty minutes/)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  await scene.pass(1200)
  assert.ok(scene.server.runtime.device('CP1:1'))
})

test.run()
