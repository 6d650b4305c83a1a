import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { at, identity, openReady, openScene, resultOf } from '../support/scene.ts'
import { withTraits } from '../support/traits.ts'

test('T7 T9: a station is pinged in the interval of its family', async () => {
  for (const [pingInterval, expected] of [
    [20, 6],
    [60, 2],
  ] as const) {
    await using scene = await openScene(withTraits({ transport: { pingInterval } }))
    await scene.tell('BootNotification', identity)
    let pings = 0
    scene.station.ws.on('ping', () => {
      pings += 1
    })
    await scene.pass(120)
    assert.is(pings, expected, `every ${pingInterval} s`)
  }
})

test('T8: a station that answers no ping is not pinged, and lives by what it sends', async () => {
  await using scene = await openScene(
    withTraits({ transport: { pingInterval: 0, readTimeout: 180 } }),
  )
  await scene.tell('BootNotification', identity)
  let pings = 0
  scene.station.ws.on('ping', () => {
    pings += 1
  })
  for (let minute = 0; minute < 10; minute++) {
    await scene.pass(60)
    await scene.tell('Heartbeat')
  }
  assert.equal([pings, scene.server.runtime.station('CP1')?.online], [0, true])
})

test('T7: a station that is silent for longer than its family bears is given up', async () => {
  await using scene = await openScene(
    withTraits({ transport: { pingInterval: 0, readTimeout: 600, callTimeout: 3600 } }),
  )
  await scene.tell('BootNotification', identity)
  await scene.clock.advance(595_000, async () => undefined)
  assert.is(scene.server.runtime.station('CP1')?.online, true)
  await scene.clock.advance(15_000, async () => undefined)
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  assert.is((await scene.station.ended).code, 1006)
})

test('B11: a call takes no longer than the family allows', async () => {
  await using scene = await openReady({
    ...withTraits({ transport: { callTimeout: 7 } }),
    answers: { UnlockConnector: 'silence' },
  })
  const { server, station } = scene
  const reply = server.post('/api/v1/stations/CP1/calls/UnlockConnector', { connectorId: 1 })
  await station.called('UnlockConnector')
  await scene.pass(7)
  assert.is((await reply).status, 504)
})

test('C11: calls keep their distance', async () => {
  await using scene = await openScene(withTraits({ transport: { callPause: 2 } }))
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  assert.is(said(scene).length, 1)
  await scene.pass(1.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.is(said(scene).length, 1)
})

test('X22: a family may leave more calls unanswered before it is cut off', async () => {
  await using scene = await openReady({
    ...withTraits({ transport: { maxUnanswered: 2, callTimeout: 5 } }),
    answers: { UnlockConnector: 'silence' },
  })
  const { server, station } = scene
  for (let i = 0; i < 2; i++) {
    const from = station.calls.length
    const reply = server.post('/api/v1/stations/CP1/calls/UnlockConnector', { connectorId: 1 })
    await station.called('UnlockConnector', from)
    assert.is(station.isEnded, false)
    await scene.pass(5)
    assert.is((await reply).status, 504)
  }
  assert.is((await station.ended).code, 1002)
})

test('F11: an answer with another id is taken if it fits the only call under way, and no other', async () => {
  for (const [anyAnswerId, status] of [
    [true, 200],
    [false, 504],
  ] as const) {
    await using scene = await openReady({
      ...withTraits({ transport: { anyAnswerId, callTimeout: 5 } }),
      answers: { SetChargingProfile: 'silence' },
    })
    const { station } = scene
    const reply = scene.server.write(scene.address, 'currentSet', 16)
    await station.called('SetChargingProfile')
    // That of another call, long over.
    station.frame([3, '9078', { currentTime: scene.time() }])
    station.frame([3, '9077', { status: 'Accepted' }])
    await scene.settle()
    await scene.pass(5)
    assert.is((await reply).status, status, `anyAnswerId ${anyAnswerId}`)
    const repairs = scene.server.runtime.station('CP1')?.repairs ?? {}
    assert.is(repairs['answer:foreign'], anyAnswerId ? 1 : undefined)
    assert.is(repairs['answer:unknown'], anyAnswerId ? 1 : 2)
  }
})

test('M20 M21: data of a known vendor is accepted, that of others is not', async () => {
  for (const [dataVendors, vendorId, expected] of [
    [['MAKER'], 'Maker', 'Accepted'],
    [['MAKER'], 'Other', 'UnknownVendorId'],
    [['*'], 'Other', 'Accepted'],
    [[], 'Maker', 'UnknownVendorId'],
  ] as const) {
    await using scene = await openReady(withTraits({ transport: { dataVendors } }))
    const answer = await scene.station.call('DataTransfer', { vendorId, data: 'x' })
    assert.is(at(resultOf(answer), 'status'), expected)
  }
})

test.run()
