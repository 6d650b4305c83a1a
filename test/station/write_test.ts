import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  at,
  identity,
  openCharging,
  openReady,
  openScene,
  type Scene,
  startTransaction,
} from '../support/scene.ts'

/** Payloads of the calls of an action since the last look. */
function sent({ station }: Scene, action: string): readonly unknown[] {
  return station.calls.splice(0).flatMap((call) => (call.action === action ? [call.payload] : []))
}

/** Limits sent since the last look. */
function limits(scene: Scene): readonly unknown[] {
  const path = 'csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.limit'
  return sent(scene, 'SetChargingProfile').map((payload) => at(payload, path))
}

async function goOffline({ server, station }: Scene): Promise<void> {
  await station.close()
  await server.until(() => server.runtime.station('CP1')?.online === false)
}

/** The station is back, with the usual answers. */
async function comeBack(scene: Scene): Promise<Scene> {
  const station = await scene.connect({ path: '/CP1' })
  for (const action of ['SetChargingProfile', 'ChangeConfiguration', 'TriggerMessage']) {
    station.on(action, { payload: { status: 'Accepted' } })
  }
  station.on('GetConfiguration', { payload: { configurationKey: [], unknownKey: [] } })
  return { ...scene, station, settle: () => station.settle() }
}

function write({ server, address }: Scene, key: string, value: unknown) {
  return server.write(address, key, value)
}

test('a limit is restored after a reconnect, with and without a boot', async () => {
  await using scene = await openReady()
  await write(scene, 'currentSet', 16)
  assert.equal(limits(scene), [16])
  await goOffline(scene)
  const second = await comeBack(scene)
  await scene.pass(1)
  await second.settle()
  assert.equal(limits(second), [16])
  await goOffline(second)
  const third = await comeBack(scene)
  await third.station.call('BootNotification', identity)
  await scene.pass(1)
  await third.settle()
  assert.equal(limits(third), [16])
})

test('a limit written while the station is away is kept, shown and sent when it is back', async () => {
  await using scene = await openReady()
  await goOffline(scene)
  const reply = await write(scene, 'currentSet', 12)
  assert.is(reply.status, 202)
  assert.equal(reply.body, {
    accepted: true,
    value: 12,
    calls: [],
    kept: 'offline',
    sendAt: null,
  })
  assert.is(scene.value('currentSet'), 12)
  await write(scene, 'currentSet', 13)
  const back = await comeBack(scene)
  await scene.pass(1)
  await back.settle()
  assert.equal(limits(back), [13])
})

test('a limit that was refused is not restored, one before it is', async () => {
  let word = 'Accepted'
  await using scene = await openReady({
    answers: { SetChargingProfile: () => ({ payload: { status: word } }) },
  })
  await write(scene, 'currentSet', 16)
  await scene.pass(5)
  word = 'Rejected'
  assert.is((await write(scene, 'currentSet', 20)).status, 409)
  assert.is(scene.value('currentSet'), 16)
  await goOffline(scene)
  const back = await comeBack(scene)
  await scene.pass(1)
  await back.settle()
  assert.equal(limits(back), [16])
})

test('writes within the least interval are one, the last', async () => {
  await using scene = await openReady()
  assert.is((await write(scene, 'currentSet', 10)).status, 200)
  await scene.pass(1)
  const second = await write(scene, 'currentSet', 11)
  assert.equal(
    [second.status, second.body],
    [202, { accepted: true, value: 11, calls: [], kept: 'minInterval', sendAt: scene.time(4) }],
  )
  await scene.pass(1)
  const third = await write(scene, 'currentSet', 12)
  assert.is(at(third.body, 'sendAt'), scene.time(3))
  await scene.pass(2.9)
  assert.equal(limits(scene), [10])
  await scene.pass(0.1)
  assert.equal(limits(scene), [12])
  assert.is(scene.value('currentSet'), 12)
  // Then it counts from there.
  assert.is((await write(scene, 'currentSet', 13)).status, 202)
  await scene.pass(5)
  assert.is((await write(scene, 'currentSet', 14)).status, 202)
  await scene.pass(5)
  assert.is((await write(scene, 'currentSet', 15)).status, 202)
  await scene.pass(5)
  assert.equal(limits(scene), [13, 14, 15])
  await scene.pass(5)
  assert.is((await write(scene, 'currentSet', 16)).status, 200)
})

test('what waits for its moment when the station goes is restored', async () => {
  await using scene = await openReady()
  await write(scene, 'currentSet', 10)
  assert.is((await write(scene, 'currentSet', 11)).status, 202)
  assert.equal(limits(scene), [10])
  await goOffline(scene)
  await scene.pass(10)
  const back = await comeBack(scene)
  await scene.pass(1)
  await back.settle()
  assert.equal(limits(back), [11])
})

test('a start with a card, and with the card shown last', async () => {
  await using scene = await openReady()
  const none = await write(scene, 'rfidStart', '1')
  assert.is(none.status, 409)
  assert.match(String(at(none.body, 'detail')), /rfid has no value yet/)
  assert.equal(sent(scene, 'RemoteStartTransaction'), [])
  assert.is((await write(scene, 'rfidStart', '04A2B3')).status, 200)
  assert.equal(sent(scene, 'RemoteStartTransaction'), [{ connectorId: 1, idTag: '04A2B3' }])
  await scene.tell('Authorize', { idTag: 'SHOWN' })
  for (const pulse of ['1', 1]) {
    assert.is((await write(scene, 'rfidStart', pulse)).status, 200)
    assert.equal(sent(scene, 'RemoteStartTransaction'), [{ connectorId: 1, idTag: 'SHOWN' }])
  }
  for (const release of ['', '0', 0]) {
    const reply = await write(scene, 'rfidStart', release)
    assert.equal([reply.status, at(reply.body, 'calls')], [200, []])
  }
  assert.equal(sent(scene, 'RemoteStartTransaction'), [])
})

test('a stop is of the running transaction', async () => {
  await using scene = await openCharging()
  const reply = await write(scene, 'rfidStop', 'anything')
  assert.equal(
    [reply.status, at(reply.body, 'calls')],
    [200, [{ action: 'RemoteStopTransaction', status: 'Accepted' }]],
  )
  assert.equal(sent(scene, 'RemoteStopTransaction'), [{ transactionId: scene.transaction }])
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 1500,
    timestamp: scene.time(),
  })
  const none = await write(scene, 'rfidStop', '1')
  assert.is(none.status, 409)
  assert.match(String(at(none.body, 'detail')), /No transaction runs on this connector/)
  for (const release of ['', '0', 0]) {
    assert.is((await write(scene, 'rfidStop', release)).status, 200)
  }
  assert.equal(sent(scene, 'RemoteStopTransaction'), [])
})

test('known cards only, or every card', async () => {
  await using scene = await openReady({
    settings: {
      cards: [
        { idTag: 'Known' },
        { idTag: 'GROUP1', parent: 'STAFF', expiry: '2030-01-01T00:00:00Z' },
        { idTag: 'OLD', expiry: '2020-01-01T00:00:00Z' },
        { idTag: 'LOST', status: 'Blocked' },
      ],
    },
  })
  const authorize = async (idTag: string) =>
    at(await scene.tell('Authorize', { idTag }), 'idTagInfo')
  assert.equal(await authorize('stranger'), { status: 'Accepted' })
  assert.is(scene.value('rfidAdd'), 'stranger')
  assert.is(scene.value('rfidAuth'), 1)
  assert.is((await write(scene, 'rfidAuthEnable', 1)).status, 200)
  assert.is(scene.value('rfidAuthEnable'), 1)
  assert.equal(await authorize('stranger2'), { status: 'Invalid' })
  assert.is(scene.value('rfidMessage'), 'Invalid')
  assert.is(scene.value('rfidAuth'), 0)
  assert.is(scene.value('rfidAdd'), 'stranger2')
  assert.is(scene.value('rfid'), 'stranger2')
  assert.equal(await authorize('kNOWN'), { status: 'Accepted' })
  assert.is(scene.value('rfidAuth'), 1)
  assert.is(scene.value('rfidAdd'), 'stranger2')
  assert.equal(await authorize('GROUP1'), {
    status: 'Accepted',
    expiryDate: '2030-01-01T00:00:00.000Z',
    parentIdTag: 'STAFF',
  })
  assert.equal(await authorize('OLD'), {
    status: 'Expired',
    expiryDate: '2020-01-01T00:00:00.000Z',
  })
  assert.equal(await authorize('LOST'), { status: 'Blocked' })
  assert.is(scene.value('rfidMessage'), 'Blocked')
  const started = await scene.tell('StartTransaction', {
    connectorId: 1,
    idTag: 'stranger',
    meterStart: 0,
    timestamp: scene.time(),
  })
  assert.is(at(started, 'idTagInfo.status'), 'Invalid')
  assert.ok(Number(at(started, 'transactionId')) > 0, 'the start is taken all the same')
  assert.is(scene.value('rfidAuth'), 0)
  assert.is((await write(scene, 'rfidAuthEnable', 0)).status, 200)
  assert.equal(await authorize('stranger2'), { status: 'Accepted' })
})

test("the card policy is the host's own, whether the station is there or not", async () => {
  await using scene = await openReady()
  await goOffline(scene)
  assert.is((await write(scene, 'rfidAuthEnable', 1)).status, 200)
  const back = await comeBack(scene)
  const answer = await back.station.call('Authorize', { idTag: 'x' })
  assert.equal(answer[2], { idTagInfo: { status: 'Invalid' } })
  assert.is((await write(scene, 'rfidAuthEnable', 2)).status, 422)
})

test('what the station refuses is 409 with its word', async () => {
  await using scene = await openCharging({
    answers: {
      RemoteStopTransaction: { payload: { status: 'Rejected' } },
      RemoteStartTransaction: { error: 'InternalError' },
    },
  })
  const stop = await write(scene, 'rfidStop', '1')
  assert.equal(
    [stop.status, at(stop.body, 'answer'), at(stop.body, 'calls')],
    [409, 'Rejected', [{ action: 'RemoteStopTransaction', status: 'Rejected' }]],
  )
  const start = await write(scene, 'rfidStart', 'X')
  assert.equal([start.status, at(start.body, 'answer')], [409, 'InternalError'])
  assert.is(scene.value('rfidStart'), null)
})

test('what the station does not answer in time is 504', async () => {
  await using scene = await openReady({
    settings: { callTimeouts: { RemoteStartTransaction: 7 } },
    answers: { RemoteStartTransaction: 'silence' },
  })
  const reply = write(scene, 'rfidStart', 'X')
  await scene.station.called('RemoteStartTransaction')
  await scene.pass(7)
  const { status, body } = await reply
  assert.is(status, 504)
  assert.match(String(at(body, 'detail')), /"CP1" did not answer RemoteStartTransaction in time/)
})

test('what the station takes with it is 503', async () => {
  await using scene = await openReady({ answers: { RemoteStartTransaction: 'silence' } })
  const reply = write(scene, 'rfidStart', 'X')
  await scene.station.called('RemoteStartTransaction')
  await scene.station.terminate()
  assert.is((await reply).status, 503)
  assert.is((await write(scene, 'rfidStart', 'X')).status, 503)
  assert.is((await write(scene, 'rfidStop', '1')).status, 503)
})

test('what the version has no room for is refused before it is sent', async () => {
  await using scene = await openReady({
    descriptors: {
      reserving: JSON.stringify({
        ddf: 1,
        extends: './ocpp-general.ddf.json',
        name: 'Reserving',
        items: [
          {
            key: 'reserveUntil',
            name: 'Reserve until',
            direction: 'OUT',
            type: 'string',
            write: { to: 'ReserveNow', with: { idTag: 'A', expiryDate: '$value' } },
          },
        ],
      }),
    },
  })
  scene.station.calls.splice(0)
  const long = await write(scene, 'rfidStart', 'A'.repeat(21))
  assert.is(long.status, 409)
  assert.match(String(at(long.body, 'detail')), /RemoteStartTransaction cannot say this: .*idTag/)
  const late = await write(scene, 'reserveUntil', 'tomorrow')
  assert.equal([late.status, at(late.body, 'detail')], [409, 'The expiry is no time'])
  assert.equal(scene.station.calls, [])
  assert.is((await write(scene, 'rfidStart', 'A'.repeat(20))).status, 200)
})

test('what a station reports cannot be written', async () => {
  await using scene = await openReady()
  const reply = await write(scene, 'voltage', 230)
  assert.is(reply.status, 405)
  assert.is(reply.headers.get('allow'), 'GET')
})

test('writing sets no reported item; they follow the station', async () => {
  await using scene = await openReady()
  await scene.status('Preparing')
  await write(scene, 'rfidStart', 'CARD')
  assert.is(scene.value('cps'), 66)
  assert.is(scene.value('rfid'), null)
  await startTransaction(scene, { idTag: 'CARD' })
  assert.is(scene.value('rfid'), 'CARD')
  await scene.status('Charging')
  assert.is(scene.value('cps'), 67)
})

test('a device named up front is there before it connects', async () => {
  await using scene = await openScene({ settings: { slaves: '1217212:1,1217212:2' } })
  const { server } = scene
  const { body } = await server.get('/api/v1/devices')
  const addresses = Array.isArray(body) ? body.map(({ address }) => address) : []
  assert.equal(addresses, ['1217212:1', '1217212:2'])
  assert.is(server.value('1217212:1', 'cps'), 70)
  assert.is(server.value('1217212:1', 'voltage'), null)
  assert.is((await server.write('1217212:2', 'currentSet', 8)).status, 202)
  assert.is((await server.write('1217212:2', 'rfidStart', 'X')).status, 503)
})

test.run()
