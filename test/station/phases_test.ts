import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { at, openReady, type Scene } from '../support/scene.ts'
import { startServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

const settings = { descriptor: 'phase-switching' }
const period = 'chargingSchedulePeriod.0'

/** The limits sent since the last look. */
function periods(station: RawStation, path: string): unknown[] {
  return station.calls
    .splice(0)
    .filter(({ action }) => action === 'SetChargingProfile')
    .map(({ payload }) => at(payload, path))
}

function open(options: Parameters<typeof openReady>[0] = {}): Promise<Scene> {
  return openReady({ settings, ...options })
}

test('phases and current go out together, and neither forgets the other', async () => {
  await using scene = await open()
  const { server, station, address } = scene
  const sent = () => periods(station, `csChargingProfiles.chargingSchedule.${period}`)
  assert.is((await server.write(address, 'currentSet', 16)).status, 200)
  assert.equal(sent(), [{ startPeriod: 0, limit: 16, numberPhases: 3 }])
  assert.is((await server.write(address, 'phasesSet', 1)).status, 200)
  assert.equal(sent(), [{ startPeriod: 0, limit: 16, numberPhases: 1 }])
  assert.is(scene.value('phasesSet'), 1)
  await scene.pass(5)
  assert.is((await server.write(address, 'currentSet', 10)).status, 200)
  assert.equal(sent(), [{ startPeriod: 0, limit: 10, numberPhases: 1 }])
  // Switching wears, so it waits.
  assert.is((await server.write(address, 'phasesSet', 3)).status, 202)
  await scene.pass(60)
  assert.equal(sent(), [{ startPeriod: 0, limit: 10, numberPhases: 3 }])
  assert.is(scene.value('phasesSet'), 3)
})

test('phases without a current limit none, and two are none to choose', async () => {
  await using scene = await open()
  const { server, address, station } = scene
  const sent = () => periods(station, `csChargingProfiles.chargingSchedule.${period}`)
  assert.is((await server.write(address, 'phasesSet', 2)).status, 422)
  assert.is((await server.write(address, 'phasesSet', 1)).status, 200)
  assert.equal(sent(), [{ startPeriod: 0, limit: 80, numberPhases: 1 }])
  assert.is(scene.value('currentSet'), null)
  assert.is((await server.write(address, 'currentSet', 16)).status, 200)
  assert.equal(sent(), [{ startPeriod: 0, limit: 16, numberPhases: 1 }])
})

test('a limit in watts is one for the phases it names', async () => {
  const configuration = { ChargingScheduleAllowedChargingRateUnit: 'Power' }
  await using scene = await open({ configuration })
  const { server, station, address } = scene
  await server.write(address, 'currentSet', 16)
  await server.write(address, 'phasesSet', 1)
  assert.equal(periods(station, `csChargingProfiles.chargingSchedule.${period}`), [
    { startPeriod: 0, limit: 11040, numberPhases: 3 },
    { startPeriod: 0, limit: 3680, numberPhases: 1 },
  ])
})

for (const protocol of ['ocpp2.0.1', 'ocpp2.1']) {
  test(`the phase itself can be chosen with ${protocol}`, async () => {
    const clock = new TestClock()
    await using server = await startServer({ clock, settings, plugins: [] })
    await using station = await RawStation.connect(server, { path: '/CP1', protocols: [protocol] })
    station.on('SetChargingProfile', { payload: { status: 'Accepted' } })
    const sent = () => periods(station, `chargingProfile.chargingSchedule.0.${period}`)
    await station.call('StatusNotification', {
      timestamp: new Date(clock.now()).toISOString(),
      connectorStatus: 'Available',
      evseId: 1,
      connectorId: 1,
    })
    assert.is((await server.write('CP1:1', 'currentSet', 16)).status, 200)
    assert.equal(sent(), [{ startPeriod: 0, limit: 16, numberPhases: 3 }])
    assert.is(server.value('CP1:1', 'phaseToUse'), 0)
    assert.is((await server.write('CP1:1', 'phaseToUse', 2)).status, 200)
    assert.equal(sent(), [{ startPeriod: 0, limit: 16, numberPhases: 1, phaseToUse: 2 }])
    assert.is(server.value('CP1:1', 'phaseToUse'), 2)
    assert.is(server.value('CP1:1', 'phasesSet'), 1)
    await clock.advance(5000)
    assert.is((await server.write('CP1:1', 'currentSet', 8)).status, 200)
    assert.equal(sent(), [{ startPeriod: 0, limit: 8, numberPhases: 1, phaseToUse: 2 }])
    assert.is((await server.write('CP1:1', 'phasesSet', 3)).status, 200)
    assert.equal(sent(), [{ startPeriod: 0, limit: 8, numberPhases: 3 }])
    assert.is(server.value('CP1:1', 'phaseToUse'), 0)
  })
}

test.run()
