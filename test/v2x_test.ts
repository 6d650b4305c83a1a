import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FaultyStore } from './support/faulty_store.ts'
import { RawStation } from './support/raw_station.ts'
import { at } from './support/scene.ts'
import { startServer } from './support/server.ts'

const time = '2030-01-01T00:00:00Z'
const evse = { id: 1, connectorId: 1 }
const v2x = JSON.stringify({
  ddf: 1,
  name: 'Both ways',
  extends: './ocpp-general.ddf.json',
  match: [],
  items: [
    {
      key: 'mode',
      name: 'Mode',
      direction: 'IN',
      type: 'string',
      read: { from: 'Transaction', field: 'operationMode', idle: 'none' },
    },
  ],
})
const settings = { descriptor: 'v2x' }
const descriptors = { v2x }

function connect(server: Awaited<ReturnType<typeof startServer>>, protocol = 'ocpp2.1') {
  return RawStation.connect(server, { path: '/CP1', protocols: [protocol] })
}

function event(eventType: string, seqNo: number, info: object) {
  const transactionInfo = { transactionId: 'T1', chargingState: 'Charging', ...info }
  return { eventType, timestamp: time, triggerReason: 'Trigger', seqNo, transactionInfo, evse }
}

test('how power flows is a field of a transaction, and known after a restart', async () => {
  const store = new FaultyStore()
  {
    await using server = await startServer({ settings, descriptors, store })
    await using station = await connect(server)
    const status = { timestamp: time, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }
    await station.call('StatusNotification', status)
    assert.is(server.value('CP1:1', 'mode'), 'none')
    const triggerReason = 'OperationModeChanged'
    const started = event('Started', 0, { operationMode: 'ChargingOnly' })
    await station.call('TransactionEvent', { ...started, triggerReason: 'Authorized' })
    assert.is(server.value('CP1:1', 'mode'), 'ChargingOnly')
    const changed = event('Updated', 1, { operationMode: 'CentralSetpoint' })
    await station.call('TransactionEvent', { ...changed, triggerReason })
    assert.is(server.value('CP1:1', 'mode'), 'CentralSetpoint')
    // Said of the past, it is not how it is now.
    const past = event('Updated', 2, { operationMode: 'Idle' })
    await station.call('TransactionEvent', { ...past, triggerReason, offline: true })
    await station.call('TransactionEvent', {
      ...event('Updated', 3, {}),
      triggerReason: 'MeterValuePeriodic',
    })
    assert.is(server.value('CP1:1', 'mode'), 'CentralSetpoint')
  }
  await using server = await startServer({ settings, descriptors, store })
  await using station = await connect(server)
  await station.call('Heartbeat', {})
  assert.is(server.value('CP1:1', 'mode'), 'CentralSetpoint')
  await station.call('TransactionEvent', {
    ...event('Ended', 4, { stoppedReason: 'Local' }),
    triggerReason: 'StopAuthorized',
  })
  assert.is(server.value('CP1:1', 'mode'), 'none')
})

test('what a vehicle may give is shown, and what it is to give is sent, word for word', async () => {
  await using server = await startServer()
  await using station = await connect(server)
  station.on('SetChargingProfile', { payload: { status: 'Accepted' } })
  const needs = {
    evseId: 1,
    chargingNeeds: {
      requestedEnergyTransfer: 'AC_BPT',
      v2xChargingParameters: { maxDischargePower: 7400, evTargetEnergyRequest: 20_000 },
    },
  }
  await station.call('NotifyEVChargingNeeds', needs)
  const { body } = await server.get('/api/v1/stations/CP1/notices')
  assert.equal(at(body, '0.payload'), needs)
  const profile = {
    evseId: 1,
    chargingProfile: {
      id: 5,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule: [
        {
          id: 1,
          chargingRateUnit: 'W',
          chargingSchedulePeriod: [
            { startPeriod: 0, operationMode: 'CentralSetpoint', setpoint: -5000, limit: 7400 },
          ],
        },
      ],
    },
  }
  const path = '/api/v1/stations/CP1/calls/SetChargingProfile'
  assert.is((await server.post(path, profile)).status, 200)
  const sent = station.calls.find(({ action }) => action === 'SetChargingProfile')
  assert.equal(sent?.payload, profile)
})

test.run()
