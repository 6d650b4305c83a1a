import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { refusal } from '../support/handshake.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const boot16 = {
  chargePointVendor: 'Maker',
  chargePointModel: 'Box',
  chargePointSerialNumber: 'S1',
}
const boot2 = { reason: 'PowerUp', chargingStation: { vendorName: 'Maker', model: 'Box' } }

const list = v.array(v.looseObject({ id: v.string(), pending: v.boolean(), online: v.boolean() }))

async function stations(server: TestServer) {
  const { body } = await server.get('/api/v1/stations')
  return v.parse(list, body).map(({ id, pending, online }) => ({ id, pending, online }))
}

test('listed: only stations of the settings, with credentials, or approved may come', async () => {
  const settings = { onboarding: 'listed', stations: { CP1: {} }, slaves: ['CP2:1'] }
  await using server = await startServer({ settings })
  for (const path of ['/CP1', '/CP2']) {
    await using station = await RawStation.connect(server, { path })
    await station.call('Heartbeat')
  }
  const nobody = { status: 403, body: 'This station is not listed\n' }
  assert.equal(await refusal(server, { path: '/CP3' }), nobody)
  assert.equal(await refusal(server, { path: '/__proto__' }), nobody)
  assert.is((await server.post('/api/v1/stations/CP3/approve', {})).status, 200)
  await server.put('/api/v1/stations/CP4/credentials', { password: 'sixteen letters!' })
  await using three = await RawStation.connect(server, { path: '/CP3' })
  await three.call('Heartbeat')
  await using four = await RawStation.connect(server, {
    path: '/CP4',
    password: 'sixteen letters!',
  })
  await four.call('Heartbeat')
  // Nor by a serial number, when the path says nothing.
  await using stranger = await RawStation.connect(server, { path: '/' })
  stranger.frame([2, '1', 'BootNotification', { ...boot16, chargePointSerialNumber: 'CP5' }])
  assert.equal(await stranger.ended, { code: 1008, reason: 'This station is not listed' })
  assert.is(server.runtime.hub.station('CP5'), undefined)
})

test('listed: an approval that is taken back ends the connection', async () => {
  await using server = await startServer({ settings: { stations: 'listed' } })
  await server.post('/api/v1/stations/CP1/approve', {})
  await using station = await RawStation.connect(server, { path: '/CP1' })
  await station.call('Heartbeat')
  assert.is((await server.delete('/api/v1/stations/CP1/approve')).status, 200)
  assert.is((await station.ended).code, 1008)
  assert.is((await refusal(server, { path: '/CP1' })).status, 403)
})

for (const [protocol, boot] of [
  ['ocpp1.6', boot16],
  ['ocpp2.0.1', boot2],
] as const) {
  test(`TC_B_02 TC_B_30 approve: an unknown station of ${protocol} waits, is shown, and can do nothing`, async () => {
    const store = new MemoryStore()
    await using server = await startServer({ store, settings: { stations: 'approve' } })
    const how = { path: '/CP1', protocols: [protocol] }
    await using station = await RawStation.connect(server, how)
    const [type, , answer] = await station.call('BootNotification', boot)
    assert.equal([type, at(answer, 'status'), at(answer, 'interval')], [3, 'Pending', 30])
    assert.ok(Date.parse(String(at(answer, 'currentTime'))) > 0)
    for (const action of [
      'Authorize',
      'StartTransaction',
      'Heartbeat',
      'StatusNotification',
      'X',
    ]) {
      const [kind, , word] = await station.call(action, { idTag: 'A', connectorId: 1 })
      assert.equal([kind, word], [4, 'SecurityError'], action)
    }
    assert.equal(await stations(server), [{ id: 'CP1', pending: true, online: false }])
    const shown = (await server.get('/api/v1/stations/CP1')).body
    assert.equal(
      [at(shown, 'vendor'), at(shown, 'model'), at(shown, 'security.address')],
      ['Maker', 'Box', '127.0.0.1'],
    )
    assert.equal((await server.get('/api/v1/devices')).body, [])
    assert.equal(station.calls, [], 'the host asks nothing of it either')
    assert.is((await server.post('/api/v1/stations/CP1/calls/Reset', { type: 'Soft' })).status, 503)

    assert.is((await server.post('/api/v1/stations/CP1/approve', {})).status, 200)
    const [, , accepted] = await station.call('BootNotification', boot)
    assert.is(at(accepted, 'status'), 'Accepted')
    assert.equal(await stations(server), [{ id: 'CP1', pending: false, online: true }])
    await station.terminate()
    await using again = await startServer({ store, settings: { stations: 'approve' } })
    await using back = await RawStation.connect(again, how)
    assert.is(at((await back.call('BootNotification', boot))[2], 'status'), 'Accepted')
  })
}

test('approve: of two that wait with one identity the newer stays, and both are nobody', async () => {
  await using server = await startServer({ settings: { stations: 'approve' } })
  await using one = await RawStation.connect(server, { path: '/CP1' })
  await one.call('BootNotification', boot16)
  await using two = await RawStation.connect(server, { path: '/CP1', localAddress: '127.0.0.2' })
  assert.is((await one.ended).code, 1008)
  await two.call('BootNotification', boot16)
  assert.equal(await stations(server), [{ id: 'CP1', pending: true, online: false }])
  await two.terminate()
  await server.until(() => server.runtime.stations().length === 0)
})

test('approve: a station without a name in its path waits under its serial number', async () => {
  await using server = await startServer({ settings: { stations: 'approve' } })
  await using station = await RawStation.connect(server, { path: '/' })
  assert.is(at((await station.call('BootNotification', boot16))[2], 'status'), 'Pending')
  assert.equal(await stations(server), [{ id: 'S1', pending: true, online: false }])
  await server.post('/api/v1/stations/S1/approve', {})
  assert.is(at((await station.call('BootNotification', boot16))[2], 'status'), 'Accepted')
})

test('approve: a flood of made-up identities is bounded', async () => {
  await using server = await startServer({ settings: { stations: 'approve' } })
  const many = await Promise.all(
    Array.from({ length: 510 }, (_, i) => RawStation.connect(server, { path: `/X${i}` })),
  )
  await server.until(() => many.filter((one) => one.isEnded).length === 10)
  assert.is(server.runtime.stations().length, 500)
  const refusedOnes = await Promise.all(many.filter((one) => one.isEnded).map((one) => one.ended))
  assert.ok(refusedOnes.every(({ code }) => code === 1013))
  await Promise.all(many.map((one) => one.terminate()))
})

for (const protocol of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']) {
  const boot = protocol === 'ocpp1.6' ? boot16 : boot2
  const how = { path: '/CP1', protocols: [protocol] }

  test(`a rejected station is told so with ${protocol}, tries again, and comes in once it is approved`, async () => {
    const store = new MemoryStore()
    {
      await using server = await startServer({ store })
      await using station = await RawStation.connect(server, how)
      assert.is(at((await station.call('BootNotification', boot))[2], 'status'), 'Accepted')
      assert.is((await server.post('/api/v1/stations/CP1/reject', {})).status, 200)
      assert.is((await station.ended).code, 1008)
    }
    await using server = await startServer({ store })
    await using back = await RawStation.connect(server, how)
    const answer = (await back.call('BootNotification', boot))[2]
    assert.is(at(answer, 'status'), 'Rejected')
    assert.is(at(answer, 'interval'), 300)
    assert.is((await back.call('Heartbeat'))[0], 4)
    assert.equal(await stations(server), [{ id: 'CP1', pending: true, online: false }])
    const { body } = await server.get('/api/v1/stations/CP1')
    assert.is(at(body, 'security.rejected'), true)
    await server.post('/api/v1/stations/CP1/approve', {})
    assert.is(at((await back.call('BootNotification', boot))[2], 'status'), 'Accepted')
    assert.equal(await stations(server), [{ id: 'CP1', pending: false, online: true }])
  })
}

test('open: everybody may come', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/ANY' })
  assert.is(at((await station.call('BootNotification', boot16))[2], 'status'), 'Accepted')
})

test.run()
