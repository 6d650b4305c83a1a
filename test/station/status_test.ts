import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, identity, openCharging, openReady, openScene } from '../support/scene.ts'

test('connector 0 is the station, no device, and its fault is not that of a connector', async () => {
  await using scene = await openReady()
  await scene.tell('StatusNotification', {
    connectorId: 0,
    errorCode: 'OtherError',
    status: 'Faulted',
    vendorErrorCode: '210',
    info: 'Modbus TCP/IP lost, in safe mode max 14.0A',
  })
  assert.is(scene.value('cps'), 65)
  assert.is(scene.value('errorState'), 0)
  assert.equal(
    scene.server.runtime.devices().map(({ address }) => address),
    ['CP1:1'],
  )
})

test('the words of 1.6 as car state, request, cable and error', async () => {
  await using scene = await openReady()
  const expected: readonly (readonly [string, number, number, number, number])[] = [
    ['Available', 65, 0, 0, 0],
    ['Preparing', 66, 1, 1, 0],
    ['Charging', 67, 1, 1, 0],
    ['SuspendedEV', 66, 0, 1, 0],
    ['SuspendedEVSE', 66, 1, 1, 0],
    ['Finishing', 66, 0, 1, 0],
    ['Reserved', 65, 0, 0, 0],
    ['Unavailable', 70, 0, 0, 0],
    ['Faulted', 69, 0, 0, 1],
  ]
  for (const [word, ...values] of expected) {
    await scene.status(word)
    const keys = ['cps', 'chargeRequest', 'cablePlugged', 'errorState']
    assert.equal(
      keys.map((key) => scene.value(key)),
      values,
      word,
    )
  }
})

test('an error code without a fault is text only', async () => {
  await using scene = await openReady()
  const report = (fields: object) =>
    scene.tell('StatusNotification', { connectorId: 1, status: 'Finishing', ...fields })
  await report({ errorCode: 'HighTemperature', vendorErrorCode: 'E17', info: 'fan' })
  assert.equal([scene.value('errorState'), scene.value('error')], [0, 'HighTemperature E17 fan'])
  await report({ errorCode: 'NoError', vendorErrorCode: '0x0000', info: 'null' })
  assert.is(scene.value('error'), '')
  await report({ errorCode: 'NoError', info: 'C;240' })
  assert.is(scene.value('error'), '')
  await report({ errorCode: 'OverVoltage', vendorErrorCode: '0000' })
  assert.is(scene.value('error'), 'OverVoltage')
})

test('Available ends a transaction of which no end is said', async () => {
  await using scene = await openCharging()
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: '1400', unit: 'Wh' },
          { value: '16', measurand: 'Current.Import', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal([scene.value('current'), scene.value('rfidAuth')], [16, 1])
  await scene.pass(1)
  await scene.status('Available')
  assert.equal([scene.value('current'), scene.value('rfidAuth')], [0, 0])
  assert.is(scene.value('energy'), 400)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 409)
  // Its own end may still come, and counts.
  const stopped = await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 1500,
    timestamp: scene.time(),
  })
  assert.equal(stopped, { idTagInfo: { status: 'Accepted' } })
  assert.is(scene.value('energy'), 500)
})

test('an Available of before the transaction does not end it', async () => {
  await using scene = await openCharging()
  await scene.tell('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Available',
    timestamp: scene.time(-600),
  })
  assert.is(scene.value('rfidAuth'), 1)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 200)
})

test('values stay known over a loss of the connection, and what they are worth is said', async () => {
  await using scene = await openCharging()
  const { server } = scene
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [{ value: '229.8', measurand: 'Voltage', unit: 'V' }],
      },
    ],
  })
  const state = async (key: string) => {
    const { body } = await server.get(`/api/v1/devices/CP1:1/items/${key}`)
    return [at(body, 'value'), at(body, 'quality')]
  }
  assert.equal(await state('voltage'), [229.8, 'good'])
  assert.equal(await state('cps'), [67, 'good'])
  assert.equal(await state('energyUnit'), ['Wh', 'good'])
  assert.equal(await state('currentSet'), [null, 'unknown'])
  await scene.station.terminate()
  await server.until(() => server.runtime.station('CP1')?.online === false)
  assert.equal(await state('voltage'), [229.8, 'offline'])
  assert.equal(await state('cps'), [70, 'offline'])
  assert.equal(await state('quality'), [0, 'offline'])
  const { body } = await server.get('/api/v1/devices/CP1:1')
  assert.is(at(body, 'online'), false)
  await scene.connect({ path: '/CP1' })
  assert.equal(await state('cps'), [67, 'good'])
  assert.equal(await state('voltage'), [229.8, 'good'])
  assert.is((await server.write('CP1:1', 'rfidStop', '1')).status, 409, 'NotImplemented')
})

test('a sample is stale after three sample intervals, and good again with the next', async () => {
  await using scene = await openCharging()
  const quality = () => scene.server.runtime.device('CP1:1')?.find('voltage')[0]?.quality
  const changes: string[] = []
  scene.server.runtime.watch((list) => {
    for (const { item, quality } of list) if (item.key === 'voltage') changes.push(quality)
  })
  const meter = () =>
    scene.tell('MeterValues', {
      connectorId: 1,
      transactionId: scene.transaction,
      meterValue: [
        {
          timestamp: scene.time(),
          sampledValue: [{ value: '230', measurand: 'Voltage', unit: 'V' }],
        },
      ],
    })
  await meter()
  await scene.pass(29)
  assert.is(quality(), 'good')
  await scene.pass(6)
  assert.is(quality(), 'stale')
  await meter()
  await scene.settle()
  assert.is(quality(), 'good')
  assert.equal(changes, ['good', 'stale', 'good'])
})

test('quality falls while a station is silent, and is full with the next message', async () => {
  await using scene = await openReady()
  assert.is(scene.value('quality'), 100)
  await scene.pass(60)
  assert.is(scene.value('quality'), 100)
  await scene.pass(90)
  // Looked at every five seconds: 149 s of silence, of 60 that are usual.
  assert.is(scene.value('quality'), 51)
  await scene.pass(85)
  assert.is(scene.value('quality'), 3)
  await scene.tell('Heartbeat')
  assert.is(scene.value('quality'), 100)
})

test('the ticker counts every message, those that are none as well', async () => {
  await using scene = await openReady()
  const before = Number(scene.value('liveTicker'))
  await scene.tell('Heartbeat')
  scene.station.send('rubbish')
  await scene.settle()
  assert.is(scene.value('liveTicker'), before + 2)
})

test('of two connections of one identity the newer counts, whenever the older one ends', async () => {
  await using scene = await openReady()
  const { server, station } = scene
  const newer = await scene.connect({ path: '/CP1' })
  assert.equal(await station.ended, { code: 1000, reason: 'Replaced by a newer connection' })
  await scene.settle()
  assert.is(server.runtime.station('CP1')?.online, true)
  assert.is(scene.value('cps'), 65)
  await newer.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Preparing',
  })
  assert.is(scene.value('cps'), 66)
  newer.on('UnlockConnector', { payload: { status: 'Unlocked' } })
  const path = '/api/v1/stations/CP1/calls/UnlockConnector'
  const { body } = await server.post(path, { connectorId: 1 })
  assert.equal(body, { status: 'Unlocked' })
  await newer.terminate()
  await server.until(() => server.runtime.station('CP1')?.online === false)
})

test('what a replaced connection still sends changes nothing', async () => {
  await using scene = await openReady()
  const { station } = scene
  // The older station never looks at its socket, so that its goodbye stays unread.
  station.ws.pause()
  const newer = await scene.connect({ path: '/CP1' })
  station.frame([
    2,
    'late',
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', status: 'Faulted' },
  ])
  await newer.settle()
  assert.is((await newer.call('Heartbeat'))[0], 3)
  assert.is(scene.value('cps'), 65)
  station.ws.resume()
})

test('a station that leaves three calls in a row unanswered is cut off', async () => {
  await using scene = await openReady({
    settings: { callTimeout: 5 },
    answers: { UnlockConnector: 'silence' },
  })
  const { server, station } = scene
  const unlock = async () => {
    const from = station.calls.length
    const reply = server.post('/api/v1/stations/CP1/calls/UnlockConnector', { connectorId: 1 })
    await station.called('UnlockConnector', from)
    await scene.pass(5)
    return (await reply).status
  }
  assert.is(await unlock(), 504)
  assert.is(await unlock(), 504)
  // An answer begins the count anew.
  await server.post('/api/v1/stations/CP1/calls/ChangeAvailability', {
    connectorId: 1,
    type: 'Operative',
  })
  assert.is(await unlock(), 504)
  assert.is(await unlock(), 504)
  assert.is(station.isEnded, false)
  assert.is(await unlock(), 504)
  assert.equal(await station.ended, { code: 1002, reason: 'Calls are not answered' })
  await server.until(() => server.runtime.station('CP1')?.online === false)
})

test('a station that gives no sign of life is given up', async () => {
  await using scene = await openScene({ settings: { callTimeout: 3600 } })
  await scene.tell('BootNotification', identity)
  scene.station.ws.pause()
  await scene.clock.advance(600_000)
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  scene.station.ws.resume()
  assert.is((await scene.station.ended).code, 1006)
})

test('a station that only pings is alive', async () => {
  await using scene = await openScene({ settings: { callTimeout: 3600 } })
  await scene.tell('BootNotification', identity)
  const { station, clock, server } = scene
  // It does not answer our pings.
  const { ws } = station
  Object.assign(ws, { pong: () => undefined })
  for (let i = 0; i < 10; i++) {
    await clock.advance(60_000, async () => undefined)
    const pong = new Promise((resolve) => ws.once('pong', resolve))
    ws.ping()
    await Promise.race([pong, station.ended])
  }
  assert.is(server.runtime.station('CP1')?.online, true)
  assert.is(station.isEnded, false)
})

test.run()
