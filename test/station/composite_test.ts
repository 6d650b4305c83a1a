import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { definePlugin } from '../../runtime/plugin/plugin.ts'
import { RawStation } from '../support/raw_station.ts'
import { at, openReady } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

const path = '/api/v1/stations/CP1/limits'
const inForce = JSON.stringify({
  ddf: 1,
  extends: './ocpp-general.ddf.json',
  name: 'With the limit in force',
  match: [{ vendor: 'Maker' }],
  items: [
    {
      key: 'limitInForce',
      id: 60,
      name: 'Limit in force',
      direction: 'IN',
      type: 'number',
      unit: 'kW',
      read: { from: 'ChargingProfile', field: 'limitInForce' },
    },
  ],
})

/** A plugin for boxes that bear being asked. */
const asked = definePlugin({
  name: 'asked',
  revision: 1,
  match: [{ vendor: 'Maker' }],
  traits: { profile: { readBack: true } },
})

function schedule(scheduleStart: string): object {
  const periods = [
    { startPeriod: 0, limit: 6 },
    { startPeriod: 30, limit: 3680, numberPhases: 1 },
    { startPeriod: 3000, limit: 0 },
  ]
  const chargingSchedule = { chargingRateUnit: 'W', chargingSchedulePeriod: periods }
  return { status: 'Accepted', connectorId: 1, scheduleStart, chargingSchedule }
}

test('the limit in force is asked for by hand, and is the one of now', async () => {
  await using scene = await openReady({ descriptors: { force: inForce } })
  const { server, station } = scene
  assert.equal((await server.get(path)).body, [])
  station.on('GetCompositeSchedule', { payload: schedule(scene.time(-60)) })
  const { status, body } = await server.post(path, { connector: 1 })
  assert.is(status, 200)
  const reported = { source: 'Composite', limit: 3680, unit: 'W', numberPhases: 1 }
  assert.equal(body, {
    connector: 1,
    accepted: null,
    reported: [{ ...reported, at: at(body, 'reported.0.at') }],
  })
  assert.is(scene.value('limitInForce'), 3.68)
  assert.equal(station.calls.at(-1)?.payload, { connectorId: 1, duration: 86_400 })
})

test('a raw call teaches the same as asking', async () => {
  await using scene = await openReady()
  const { server, station } = scene
  station.on('GetCompositeSchedule', { payload: schedule(scene.time()) })
  const call = { connectorId: 1, duration: 60, chargingRateUnit: 'W' }
  await server.post('/api/v1/stations/CP1/calls/GetCompositeSchedule', call)
  assert.is(at((await server.get(path)).body, '0.reported.0.limit'), 6)
})

test('a station that does not know is not believed to', async () => {
  await using scene = await openReady()
  const { server, station } = scene
  station.on('GetCompositeSchedule', { payload: { status: 'Rejected' } })
  const refused = await server.post(path, { connector: 1 })
  assert.is(refused.status, 409)
  assert.is(at(refused.body, 'answer'), 'Rejected')
  station.on('GetCompositeSchedule', { error: 'NotImplemented' })
  assert.is((await server.post(path, { connector: 1 })).status, 409)
  assert.is((await server.post(path, { connector: 999 })).status, 422)
  assert.equal((await server.get(path)).body, [])
})

test('nobody is asked after a limit but those known to bear it', async () => {
  for (const plugins of [[], [asked]]) {
    await using scene = await openReady({ plugins })
    const { server, station, address } = scene
    station.on('GetCompositeSchedule', { payload: schedule(scene.time(-60)) })
    assert.is((await server.write(address, 'currentSet', 16)).status, 200)
    await scene.settle()
    const wasAsked = station.calls.some(({ action }) => action === 'GetCompositeSchedule')
    assert.is(wasAsked, plugins.length > 0)
    const { body } = await server.get(path)
    assert.is(at(body, '0.accepted.limit'), 16)
    assert.is(at(body, '0.reported.0.limit'), wasAsked ? 3680 : undefined)
  }
})

for (const protocol of ['ocpp2.0.1', 'ocpp2.1']) {
  test(`limits of somebody else come and go with ${protocol}`, async () => {
    await using server = await startServer()
    await using station = await RawStation.connect(server, { path: '/CP1', protocols: [protocol] })
    const notify = (payload: object) => station.call('NotifyChargingLimit', payload)
    const limit = { chargingLimitSource: 'EMS', isGridCritical: false }
    const period = { startPeriod: 0, limit: 10 }
    const chargingSchedule = [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [period] }]
    await notify({ evseId: 1, chargingLimit: limit, chargingSchedule })
    const answer = await notify({ chargingLimit: { chargingLimitSource: 'SO' } })
    assert.equal(answer[2], {})
    const { body } = await server.get(path)
    assert.equal(
      [at(body, '0.connector'), at(body, '0.reported.0.source'), at(body, '0.reported.0.limit')],
      [0, 'SO', null],
    )
    assert.is(at(body, '1.reported.0.source'), 'EMS')
    assert.is(at(body, '1.reported.0.limit'), 10)
    await station.call('ClearedChargingLimit', { evseId: 1, chargingLimitSource: 'EMS' })
    await station.call('ClearedChargingLimit', { chargingLimitSource: 'SO' })
    assert.equal((await server.get(path)).body, [])
    const composite = {
      evseId: 1,
      duration: 60,
      scheduleStart: new Date(0).toISOString(),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [period],
    }
    station.on('GetCompositeSchedule', { payload: { status: 'Accepted', schedule: composite } })
    const { status } = await server.post(path, { connector: 1 })
    assert.is(status, 200)
    assert.equal(station.calls.at(-1)?.payload, { evseId: 1, duration: 86_400 })
    assert.is(at((await server.get(path)).body, '0.reported.0.limit'), 10)
  })
}

test.run()
