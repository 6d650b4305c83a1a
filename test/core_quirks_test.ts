import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, numberAt, openCharging, openReady, openScene } from './support/scene.ts'

test('B7, B8: a boot with an empty vendor, and one with a vendor that is too long', async () => {
  await using scene = await openScene()
  for (const chargePointVendor of ['', 'A vendor with a name of more than twenty letters']) {
    const answer = await scene.tell('BootNotification', {
      chargePointVendor,
      chargePointModel: 'ACChargePoint',
    })
    assert.is(at(answer, 'status'), 'Accepted')
    const identity = scene.server.runtime.station('CP1')?.identity
    assert.is(identity?.chargePointVendor, chargePointVendor || undefined)
    assert.is(identity?.chargePointModel, 'ACChargePoint')
  }
})

test('F3: a meter value that is not in a list', async () => {
  await using scene = await openCharging()
  const answer = await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: {
      timestamp: scene.time(),
      sampledValue: [{ value: '1.25', unit: 'kWh', context: 'Sample.Periodic' }],
    },
  })
  assert.equal(answer, {})
  assert.is(scene.value('energy'), 250)
})

test('F5: no values at all, in a message over several lines', async () => {
  await using scene = await openCharging()
  const payload = {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [{ timestamp: scene.time(), sampledValue: [] }],
  }
  const text = JSON.stringify([2, 'v-1', 'MeterValues', payload], null, '\t')
  assert.equal(await scene.station.exchange(text, 'v-1'), [3, 'v-1', {}])
  assert.is(scene.value('energy'), 0)
})

test('F9: a card that says which socket it was held to', async () => {
  await using scene = await openReady()
  await scene.status('Available', 2)
  await scene.tell('Authorize', { idTag: 'S2', connectorId: 2 })
  assert.is(scene.server.value('CP1:2', 'rfid'), 'S2')
  assert.is(scene.value('rfid'), null)
})

test('F10: a status without its time, with words for nothing', async () => {
  await using scene = await openReady()
  const answer = await scene.tell('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Preparing',
    info: 'null',
    vendorErrorCode: '0x0000',
    timestamp: null,
  })
  assert.equal(answer, {})
  assert.equal([scene.value('cps'), scene.value('error')], [66, ''])
})

test('F20: a start without a card, and one with an empty one', async () => {
  await using scene = await openReady()
  for (const idTag of [undefined, '']) {
    const answer = await scene.tell('StartTransaction', {
      connectorId: 1,
      ...(idTag === undefined ? {} : { idTag }),
      meterStart: 5,
      timestamp: scene.time(),
    })
    assert.ok(numberAt(answer, 'transactionId') > 0)
    assert.is(at(answer, 'idTagInfo.status'), 'Accepted')
  }
  assert.is(scene.value('rfid'), null)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 200)
})

test('X7: the end of a transaction that nobody knows is accepted', async () => {
  await using scene = await openCharging()
  const answer = await scene.tell('StopTransaction', {
    transactionId: 123_456,
    meterStop: 1,
    timestamp: scene.time(),
    idTag: 'STRANGER',
  })
  assert.equal(answer, { idTagInfo: { status: 'Accepted' } })
  assert.is(scene.value('rfidAuth'), 1, 'the one that runs goes on')
})

test('X12: an error code at the end of a charge is no fault', async () => {
  await using scene = await openCharging()
  await scene.tell('StatusNotification', {
    connectorId: 1,
    errorCode: 'EVCommunicationError',
    status: 'Finishing',
  })
  assert.equal([scene.value('errorState'), scene.value('error')], [0, 'EVCommunicationError'])
})

test('M23: values of the clock count where there are no periodic ones', async () => {
  await using scene = await openCharging()
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: '1300', unit: 'Wh', context: 'Sample.Clock' },
          { value: '6', unit: 'A', measurand: 'Current.Import', context: 'Sample.Clock' },
        ],
      },
    ],
  })
  assert.equal([scene.value('energy'), scene.value('current')], [300, 6])
})

test('C12, P17: a limit needs neither a feature profile nor a composite schedule', async () => {
  await using scene = await openReady({
    configuration: { SupportedFeatureProfiles: 'Core' },
    answers: { GetCompositeSchedule: { error: 'InternalError' } },
  })
  assert.is((await scene.server.write(scene.address, 'currentSet', 10)).status, 200)
  const actions = scene.station.calls.map(({ action }) => action)
  assert.ok(actions.includes('SetChargingProfile'))
  assert.not(actions.includes('GetCompositeSchedule'))
})

test('C9, B6: neither a reboot nor availability is asked for by the core', async () => {
  await using scene = await openReady({
    configuration: { MeterValueSampleInterval: '60' },
    answers: { ChangeConfiguration: { payload: { status: 'RebootRequired' } } },
  })
  await scene.pass(60)
  const actions = new Set(scene.station.calls.map(({ action }) => action))
  assert.not(actions.has('Reset'))
  assert.not(actions.has('ChangeAvailability'))
})

test.run()
