import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Autel',
  chargePointModel: 'MaxiChargerAC',
  chargePointSerialNumber: 'AE0000A0GL0B00000X',
  firmwareVersion: 'PFA0102|V0.00.00|V1.38.00||2.4.3.0',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
  ChargingScheduleAllowedChargingRateUnit: 'Power',
}
/** It quotes a rule of a later version, whatever was wrong. */
const reason =
  'ChargingProfile: for ChargingStationMaxProfile, chargingProfileKind SHALL NOT be Relative'

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  await scene.tell('BootNotification', boot)
  // X9: the station is free, whatever its connector is.
  await scene.status('Available', 0)
  await scene.status('Available')
  await scene.pass(1)
  said(scene)
  return scene
}

test('X9 X1 B13 P3: a MaxiCharger from plugging in to its limit', async () => {
  await using scene = await ready({
    recording: 'autel/maxicharger.jsonl',
    answers: {
      SetChargingProfile: (payload) => {
        const profile = at(payload, 'csChargingProfiles')
        const isGood =
          at(profile, 'chargingProfileKind') === 'Absolute' &&
          at(profile, 'chargingSchedule.startSchedule') !== undefined &&
          at(profile, 'chargingSchedule.chargingRateUnit') === 'A'
        return isGood
          ? { payload: { status: 'Accepted' } }
          : { text: (id) => JSON.stringify([4, id, 'PropertyConstraintViolation', reason, {}]) }
      },
    },
  })
  assert.equal(pluginOf(scene), {
    plugin: 'autel',
    reason: 'match[0] fits: model MaxiCharger*, vendor Autel*',
  })
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 DDF'])
  await startTransaction(scene, { idTag: 'DDF' })
  await scene.status('Available', 0)
  await scene.status('SuspendedEV')
  assert.is(scene.value('cps'), 66)

  const reply = await scene.server.write('CP1:1', 'currentSet', 16)
  assert.equal(reply.status, 200)
  assert.equal(said(scene), [
    'SetChargingProfile 1 TxDefaultProfile Absolute 0: 11040 W',
    'SetChargingProfile 1 TxDefaultProfile Absolute 0: 16 A',
  ])
  await scene.pass(5)
  await scene.server.write('CP1:1', 'currentSet', 10)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Absolute 0: 10 A'])
})

test('P3 P4: a limit of the whole station is absolute too', async () => {
  await using scene = await ready({
    answers: { SetChargingProfile: { error: 'PropertyConstraintViolation' } },
  })
  assert.is((await scene.server.write('CP1:1', 'currentSet', 16)).status, 409)
  const lines = said(scene)
  assert.ok(lines.some((line) => line.includes('0 ChargePointMaxProfile Absolute')))
  assert.not(lines.some((line) => line.includes('Relative')))
})

/** A transaction that a user stopped: it stays in Finishing, with the cable in. */
async function stopped(options: FamilyOptions): Promise<Scene> {
  const scene = await ready({
    ...options,
    answers: { Reset: { payload: { status: 'Accepted' } }, ...options.answers },
  })
  await scene.status('Preparing')
  await scene.settle()
  const transactionId = await startTransaction(scene, { idTag: 'DDF' })
  await scene.status('Charging')
  await scene.server.write('CP1:1', 'rfidStop', '1')
  await scene.tell('StopTransaction', {
    transactionId,
    meterStop: 2000,
    timestamp: scene.time(),
    reason: 'Remote',
  })
  await scene.status('Finishing')
  await scene.pass(30)
  said(scene)
  return scene
}

test('X3: after a stop a start resets it when the user wants it so, and then starts', async () => {
  await using scene = await stopped({
    pluginOptions: { resetToResume: true },
    recording: 'autel/reset_to_resume.jsonl',
  })
  assert.is((await scene.server.write('CP1:1', 'rfidStart', 'CARD')).status, 202)
  assert.equal(said(scene), ['Reset Soft'])
  await scene.tell('BootNotification', boot)
  await scene.status('Preparing')
  await scene.pass(1)
  assert.ok(said(scene).includes('RemoteStartTransaction 1 CARD'))
})

test('X3: without that option it is only asked, and the user told what helps', async () => {
  await using scene = await stopped({
    answers: { RemoteStartTransaction: { payload: { status: 'Rejected' } } },
  })
  assert.is((await scene.server.write('CP1:1', 'rfidStart', 'CARD')).status, 409)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD'])
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(body), /starts again only when unplugged/)
})

test('T4: its id may stand behind a question mark', async () => {
  await using scene = await openFamily()
  const station = await scene.connect({ path: '/ws/webSocket?=AE0000A0GL0B00000X' })
  await station.call('BootNotification', boot)
  assert.is(pluginOf(scene, 'AE0000A0GL0B00000X').plugin, 'autel')
})

test.run()
