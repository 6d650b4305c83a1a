import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Wall Box Chargers',
  chargePointModel: 'PLP1-0-2-4',
  chargePointSerialNumber: '412345',
  firmwareVersion: '6.7.38',
  meterType: 'Internal NON compliant',
  iccid: '',
  imsi: '',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
  ChargeProfileMaxStackLevel: '10',
}

function status(scene: Scene, word: string): Promise<unknown> {
  return scene.tell('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: word,
    timestamp: scene.time(),
    vendorId: 'com.wallbox',
    info: '',
  })
}

/** A box that has booted with this firmware, is set up and free. */
async function ready(firmware: string, options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  await scene.tell('BootNotification', { ...boot, firmwareVersion: firmware })
  await status(scene, 'Available')
  await scene.pass(3)
  said(scene)
  return scene
}

test('B1 X1: nothing is called before the boot, and a vehicle is started afterwards', async () => {
  await using scene = await openFamily({ configuration, recording: 'wallbox/pulsar_plus.jsonl' })
  await scene.pass(2)
  await scene.station.exchange(
    JSON.stringify([2, '1804289383', 'BootNotification', boot]),
    '1804289383',
  )
  assert.equal(scene.station.calls, [])
  assert.equal(pluginOf(scene), {
    plugin: 'wallbox',
    reason: 'match[0] fits: vendor Wall Box Chargers',
  })
  await status(scene, 'Preparing')
  assert.is(scene.value('cps'), 66)
  await scene.pass(2.9)
  assert.equal(said(scene), [], 'it is left in peace at first')
  await scene.pass(0.1)
  const calls = said(scene)
  assert.equal(
    calls.filter((line) => line.startsWith('RemoteStart')),
    ['RemoteStartTransaction 1 DDF'],
  )
  assert.not(calls.some((line) => line.startsWith('Trigger')))

  // P9 P2 P7: a limit waits for the transaction, is relative and a whole number.
  const kept = await scene.server.write(scene.address, 'currentSet', 13.7)
  assert.equal([kept.status, at(kept.body, 'kept')], [202, 'transaction'])
  const transaction = await startTransaction(scene, { idTag: 'DDF', meterStart: 1200 })
  await status(scene, 'Charging')
  await scene.settle()
  const profile = await scene.station.called('SetChargingProfile')
  const schedule = at(profile.payload, 'csChargingProfiles.chargingSchedule')
  assert.is(at(schedule, 'startSchedule'), undefined)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Relative 10: 13 A'])
  assert.is(scene.value('currentSet'), 13.7)

  // X23 X6 M11: values of the station, of no transaction, with a constant 0.
  await scene.pass(10)
  await scene.tell('MeterValues', {
    connectorId: 0,
    transactionId: 0,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: '0', measurand: 'Power.Active.Import', unit: 'W' },
          { value: '0.0', measurand: 'Voltage', phase: 'L1', unit: 'V' },
          { value: '10.1', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal(
    [scene.value('power'), scene.value('voltage'), scene.value('current')],
    [2.323, null, 10.1],
  )
  await scene.server.write(scene.address, 'rfidStop', '1')
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  await scene.tell('StopTransaction', {
    transactionId: transaction,
    meterStop: 1900,
    timestamp: scene.time(),
    reason: 'Remote',
  })
  await status(scene, 'Finishing')
  await scene.pass(1)
  assert.equal([scene.value('energy'), said(scene)], [700, []])
})

test('P9 P1: firmware 5 gets absolute profiles of level 0, its least limit for 0, and no offered current', async () => {
  await using scene = await openFamily({
    configuration: { ...configuration, MeterValuesSampledData: 'Current.Offered' },
    recording: 'wallbox/copper_5_17.jsonl',
  })
  await scene.tell('BootNotification', {
    ...boot,
    chargePointModel: 'CPB1-S-2-4',
    firmwareVersion: '5.17.92',
  })
  await status(scene, 'Available')
  await scene.pass(3)
  for (const line of said(scene)) assert.not.match(line, /Offered/)
  const pause = await scene.server.write(scene.address, 'currentSet', 0)
  assert.is(pause.status, 409)
  assert.match(String(at(pause.body, 'detail')), /cannot pause; it will be limited to 6 A/)
  assert.equal(said(scene), [], 'any profile would be refused now')
  await status(scene, 'Preparing')
  await startTransaction(scene, { idTag: 'DDF' })
  await scene.settle()
  assert.equal(said(scene), [
    'RemoteStartTransaction 1 DDF',
    'SetChargingProfile 1 TxDefaultProfile Absolute 0: 6 A',
  ])
})

test('P9: a limit that is refused without a transaction is sent again with it', async () => {
  let charging = false
  await using scene = await ready('6.7.38', {
    answers: {
      SetChargingProfile: () => ({ payload: { status: charging ? 'Accepted' : 'Rejected' } }),
    },
  })
  assert.is((await scene.server.write(scene.address, 'currentSet', 10)).status, 202)
  charging = true
  await status(scene, 'Preparing')
  await startTransaction(scene, { idTag: 'DDF' })
  await scene.settle()
  assert.is(said(scene).at(-1), 'SetChargingProfile 1 TxDefaultProfile Relative 10: 10 A')
})

test('P2 P4: no other kind or purpose is tried', async () => {
  await using scene = await ready('6.7.38', {
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  await status(scene, 'Preparing')
  await startTransaction(scene, { idTag: 'DDF' })
  await scene.pass(1)
  said(scene)
  assert.is((await scene.server.write(scene.address, 'currentSet', 10)).status, 409)
  for (const line of said(scene)) assert.match(line, /TxDefaultProfile Relative/)
})

test('B2: a Pulsar Pro that never boots is asked once, and set up without', async () => {
  await using scene = await openFamily({ configuration })
  await status(scene, 'Available')
  await scene.pass(4.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.equal(said(scene), ['TriggerMessage BootNotification'])
  await scene.pass(58)
  assert.is(said(scene)[0], 'GetConfiguration GetConfigurationMaxKeys')
})

test('B3 T9: after a reconnect nobody triggers again, and its plugin is still known', async () => {
  await using scene = await openFamily({ configuration, recording: 'wallbox/reconnect.jsonl' })
  await status(scene, 'Available')
  await scene.pass(5)
  assert.equal(said(scene), ['TriggerMessage BootNotification'])
  await scene.tell('BootNotification', boot)
  await scene.pass(5)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  await scene.pass(20)
  const again = await scene.connect({ path: '/CP1' })
  await again.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Available',
  })
  assert.is(pluginOf(scene).plugin, 'wallbox')
  await scene.pass(40)
  assert.equal(said({ station: again }), [])
})

test('T9: a quiet box is pinged every 20 seconds', async () => {
  await using scene = await ready('6.7.38')
  let pings = 0
  scene.station.ws.on('ping', () => {
    pings += 1
  })
  await scene.pass(120)
  assert.is(pings, 6)
})

test('M15: a Pulsar Pro that sends no values is asked for them', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', { ...boot, chargePointModel: 'PPR1-0-2-4' })
  await status(scene, 'Charging')
  await startTransaction(scene)
  await scene.pass(10)
  said(scene)
  await scene.pass(60)
  assert.equal(said(scene), ['TriggerMessage MeterValues 1'])
})

test('P21 X18: what is only suspected is done when the user asks for it', async () => {
  const known = { ...configuration, LocalAuthorizeOffline: 'true', LocalPreAuthorize: 'false' }
  const setUp = async (pluginOptions: Record<string, boolean>) => {
    await using scene = await openFamily({ configuration: known, pluginOptions })
    await scene.tell('BootNotification', boot)
    await status(scene, 'Available')
    await scene.pass(3)
    return said(scene).filter((line) => /^C/.test(line))
  }
  assert.equal(await setUp({}), [])
  assert.equal(await setUp({ clearProfiles: true }), ['ClearChargingProfile'])
  assert.equal(await setUp({ startsOffline: false }), [
    'ChangeConfiguration LocalAuthorizeOffline = false',
  ])
})

test('X18: a stop that is refused is not repeated', async () => {
  await using scene = await ready('6.7.38', {
    answers: { RemoteStopTransaction: { payload: { status: 'Rejected' } } },
  })
  await startTransaction(scene)
  await status(scene, 'Charging')
  await scene.settle()
  said(scene)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 409)
  await scene.pass(600)
  assert.is(said(scene).filter((line) => line.startsWith('RemoteStop')).length, 1)
})

test.run()
