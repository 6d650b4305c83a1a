import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import type { Scene } from '../support/scene.ts'
import { startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Alfen BV',
  chargePointModel: 'NG910-60023',
  chargePointSerialNumber: 'ACE0123456',
  firmwareVersion: '4.15.7-4054',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  NumberOfConnectors: '1',
  PlugAndChargeIdentifier: '04A1B2C3D4E5F6',
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  await scene.station.exchange(JSON.stringify([2, '4', 'BootNotification', boot]), '4')
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

/** Sends values as text, since no number of ours could hold the id of the transaction. */
function values(scene: Scene, id: string, transaction: string, sampled: string, time: string) {
  return scene.station.exchange(
    `[2,"${id}","MeterValues",{"connectorId":1,"transactionId":${transaction},"meterValue":[` +
      `{"timestamp":"${time}","sampledValue":[${sampled}]}]}]`,
    id,
  )
}

test('C7 F7 F18 X6 X10: an Eve Single that charges', async () => {
  await using scene = await ready({ recording: 'alfen/eve_single.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'alfen',
    reason: 'match[0] fits: model NG9*, vendor Alfen BV',
  })
  const written = said(scene).find((line) => line.includes('MeterValuesSampledData = '))
  assert.is(
    written,
    'ChangeConfiguration MeterValuesSampledData = Energy.Active.Import.Register,' +
      'Power.Active.Import,Current.Import.L1,Current.Import.L2,Current.Import.L3,' +
      'Voltage.L1-N,Voltage.L2-N,Voltage.L3-N,Current.Offered',
  )
  assert.is(written?.split(',').length, 9)

  await scene.status('Charging')
  const transaction = await startTransaction(scene, { idTag: '04AB', meterStart: 1000 })
  await scene.pass(10)
  // An old value without a measurand, of a transaction beyond every number: X6, F7, F18.
  const old = '{"value":"0.505","context":"Transaction.Begin","unit":"kWh"}'
  assert.equal(await values(scene, '72', '9223372036854775807', old, '2020-01-01T00:05:29Z'), [
    3,
    '72',
    {},
  ])
  assert.is(scene.value('energy'), 0)
  await scene.server.write('CP1:1', 'rfidStop', '1')
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])

  // A maximum that is no energy, although it does not say what it is.
  const most = '{"value":"14.0","context":"CurrentMax","unit":"A"}'
  assert.equal(await values(scene, '73', String(transaction), most, scene.time()), [3, '73', {}])
  assert.is(scene.value('energy'), 0)
  const energy = '{"value":"1.505","context":"Sample.Periodic","unit":"kWh"}'
  await values(scene, '73a', String(transaction), energy, scene.time())
  assert.is(scene.value('energy'), 505)

  await scene.station.exchange(
    JSON.stringify([
      2,
      '74',
      'StatusNotification',
      {
        connectorId: 0,
        errorCode: 'OtherError',
        status: 'Faulted',
        vendorErrorCode: '210',
        info: 'Modbus TCP/IP lost, in safe mode max 14.0A',
      },
    ]),
    '74',
  )
  assert.equal([scene.value('cps'), scene.value('errorState'), scene.value('error')], [67, 0, ''])
})

test('X6: the id beyond every number does not become one that is valid', async () => {
  await using scene = await ready()
  await scene.status('Charging')
  await values(scene, '72', '9223372036854775807', '{"value":"5","unit":"kWh"}', scene.time())
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 409)
})

test('X2: a start by the host has the card that the box names', async () => {
  await using scene = await ready({ pluginOptions: { remoteStart: true } })
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 04A1B2C3D4E5F6'])
})

test('X2: the card is found also where keys are read by name', async () => {
  await using scene = await ready({
    pluginOptions: { remoteStart: true },
    configuration: { ...configuration, GetConfigurationMaxKeys: '2' },
  })
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 04A1B2C3D4E5F6'])
})

test('P11: with phase switching, limits are of the transaction', async () => {
  await using scene = await ready({ pluginOptions: { phaseSwitching: true } })
  await startTransaction(scene)
  await scene.status('Charging')
  said(scene)
  await scene.server.write('CP1:1', 'currentSet', 16)
  assert.equal(said(scene), ['SetChargingProfile 1 TxProfile Absolute 0: 16 A'])
})

test('an Eve Double, and one of an odd vendor that has the key', async () => {
  {
    await using scene = await openFamily({ configuration })
    await scene.tell('BootNotification', { ...boot, chargePointModel: 'NG920-61001' })
    assert.is(pluginOf(scene).plugin, 'alfen')
  }
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', { chargePointVendor: 'Label', chargePointModel: 'Home' })
  assert.is(pluginOf(scene).plugin, null)
  await scene.status('Available')
  await scene.pass(1)
  assert.equal(pluginOf(scene), {
    plugin: 'alfen',
    reason: 'match[2] fits: keys PlugAndChargeIdentifier',
  })
})

test.run()
