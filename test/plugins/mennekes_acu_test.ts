import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'MENNEKES',
  chargePointModel: 'AMTRON Premium',
  firmwareVersion: '1.9',
}
/** Keys in lower case, lists in quotes. */
const configuration = {
  getconfigurationmaxkeys: '50',
  metervaluesampleinterval: '900',
  metervaluessampleddata: "'Energy.Active.Import.Register','Power.Active.Import'",
  numberofconnectors: '2',
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({
    configuration,
    ...options,
    answers: {
      TriggerMessage: (payload) =>
        at(payload, 'connectorId') === undefined ? { payload: { status: 'Accepted' } } : 'silence',
      ...options.answers,
    },
  })
  await scene.tell('BootNotification', boot)
  // Of the second connector only, and without a time (F10).
  await scene.tell('StatusNotification', {
    connectorId: 2,
    errorCode: 'NoError',
    status: 'Charging',
  })
  await scene.pass(1)
  return scene
}

test('B9 C4 C5 F9 F10 M13: an ACU from its boot to a card', async () => {
  await using scene = await ready({ recording: 'mennekes-acu/amtron_premium.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'mennekes-acu',
    reason: 'match[0] fits: vendor Mennekes*',
  })
  assert.equal(said(scene), [
    'GetConfiguration GetConfigurationMaxKeys',
    'GetConfiguration',
    'ChangeConfiguration metervaluesampleinterval = 60',
    'ChangeConfiguration metervaluessampleddata = Energy.Active.Import.Register,' +
      'Power.Active.Import,Current.Import,Voltage',
    'TriggerMessage StatusNotification',
  ])
  await scene.status('Available')
  assert.equal([scene.value('cps'), scene.server.value('CP1:2', 'cps')], [65, 67])

  const answer = await scene.tell('Authorize', { idTag: '04a1b2c3', connectorId: 1 })
  assert.is(at(answer, 'idTagInfo.status'), 'Accepted')
  assert.equal([scene.value('rfid'), scene.server.value('CP1:2', 'rfid')], ['04a1b2c3', null])

  // B9: what a connector said last is known over reconnects.
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  const again = await scene.connect({ path: '/CP1' })
  await again.call('BootNotification', boot)
  await scene.pass(1)
  assert.equal([scene.value('cps'), scene.server.value('CP1:2', 'cps')], [65, 67])
  assert.not(said({ station: again }).some((line) => line.startsWith('Trigger')))
})

test('C5: a quoted list that has everything is left alone', async () => {
  await using scene = await ready({
    configuration: {
      ...configuration,
      metervaluesampleinterval: '60',
      metervaluessampleddata:
        "'Energy.Active.Import.Register', 'Power.Active.Import','Current.Import', 'Voltage'",
    },
  })
  assert.not(said(scene).some((line) => line.startsWith('Change')))
})

test('M13: without a transaction there is no power, and a value a minute old is good', async () => {
  await using scene = await ready()
  await scene.status('Charging')
  const transactionId = await startTransaction(scene)
  const power = { value: '7300', measurand: 'Power.Active.Import', unit: 'W' }
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: scene.time(), sampledValue: [power] }],
  })
  for (let i = 0; i < 7; i++) {
    await scene.pass(10)
    await scene.tell('Heartbeat')
  }
  const [item] = scene.server.runtime.device('CP1:1')?.find('power') ?? []
  assert.equal([item?.value, item?.quality], [7.3, 'good'])
  await scene.tell('StopTransaction', {
    transactionId,
    meterStop: 2000,
    timestamp: scene.time(),
  })
  assert.is(scene.value('power'), 0)
})

test.run()
