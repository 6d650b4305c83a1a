import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSocket, readUntil, refusal, upgrade, upgradeText } from '../support/handshake.ts'
import { RawStation } from '../support/raw_station.ts'
import { at, resultOf } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

test('a path names the station by its last segment, percent-decoded', async () => {
  await using server = await startServer()
  const names: readonly (readonly [path: string, id: string])[] = [
    ['/CP_1', 'CP_1'],
    ['/CP_2/', 'CP_2'],
    ['/ocpp/1.6/CP_3', 'CP_3'],
    ['/ws://192.168.0.5:9000/CP_1/SERIAL_1234', 'SERIAL_1234'],
    ['/ABCD%7C123', 'ABCD|123'],
    ['/%E2%82%AC%20uro', '€ uro'],
    // A broken escape is taken as it stands.
    ['/50%-off', '50%-off'],
    ['/ws/webSocket?=AE0022B1', 'AE0022B1'],
    ['/CP_9?token=x', 'CP_9'],
  ]
  for (const [path, id] of names) {
    await using station = await RawStation.connect(server, { path })
    assert.is(at(resultOf(await station.call('Heartbeat')), 'currentTime') === undefined, false)
    assert.is(server.runtime.station(id)?.online, true, path)
    await station.call('StatusNotification', {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
    })
    assert.is((await server.values(`${id}:1`)).chargePoint, id)
  }
  const known = server.runtime.stations().map(({ id }) => id)
  assert.equal(
    known,
    names.map(([, id]) => id),
  )
})

test('identities that cannot be one are refused with 400 and the reason', async () => {
  await using server = await startServer()
  assert.equal(await refusal(server, { path: `/${'x'.repeat(129)}` }), {
    status: 400,
    body: 'The identity has 129 characters; at most 128 are allowed\n',
  })
  for (const path of [
    '/a%00b',
    '/a%2Fb',
    '/a%5Cb',
    '/x/..',
    '/x/%2E',
    '/a%0Ab',
    '/%0D%0Aa',
    '/a%7Fb',
    '/a%E2%80%AEb',
  ]) {
    const answer = await upgrade(server, path)
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/, path)
    assert.match(answer, /\r\nThe identity has characters that are not allowed in it\n$/, path)
  }
  assert.equal(server.runtime.stations(), [])
})

test('no subprotocol means 1.6, and of several the one that is spoken is chosen', async () => {
  await using server = await startServer()
  await using none = await RawStation.connect(server, { path: '/N', protocols: [] })
  assert.is(none.ws.protocol, '')
  assert.is(server.runtime.station('N')?.protocol, 'ocpp1.6')
  const protocols = ['ocpp1.5', 'ocpp1.6', 'ocpp2.1', 'ocpp2.0.1']
  await using several = await RawStation.connect(server, { path: '/S', protocols })
  assert.is(several.ws.protocol, 'ocpp2.0.1')
  assert.equal(await refusal(server, { path: '/O', protocols: ['ocpp1.5', 'soap'] }), {
    status: 400,
    body: 'None of ocpp1.5, soap is spoken here, only ocpp2.0.1, ocpp2.1, ocpp1.6\n',
  })
})

test('versions are chosen in the order of the settings, those of the station first', async () => {
  const stations = { P: { protocols: ['1.6', '2.1'] }, N: { protocols: ['2.1'] } }
  await using server = await startServer({ settings: { protocols: ['2.1', '2.0.1'], stations } })
  const protocols = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']
  await using all = await RawStation.connect(server, { path: '/A', protocols })
  assert.is(all.ws.protocol, 'ocpp2.1')
  await using pinned = await RawStation.connect(server, { path: '/P', protocols })
  assert.is(pinned.ws.protocol, 'ocpp1.6')
  assert.equal(await refusal(server, { path: '/P', protocols: ['ocpp2.0.1'] }), {
    status: 400,
    body: 'None of ocpp2.0.1 is spoken here, only ocpp1.6, ocpp2.1\n',
  })
  await using none = await RawStation.connect(server, { path: '/N', protocols: [] })
  assert.is(none.ws.protocol, '')
  assert.is(server.runtime.station('N')?.protocol, 'ocpp2.1')
})

test('a plain request is answered 400 at once', async () => {
  await using server = await startServer()
  const response = await fetch(`http://127.0.0.1:${server.ocppPort}/CP1`)
  assert.is(response.status, 400)
  assert.match(await response.text(), /connect to ws:\/\/<host>\/<ChargepointID>/)
  // As old boxes ask: HTTP/1.0, without a host.
  const socket = await openSocket(server)
  socket.write('GET / HTTP/1.0\r\n\r\n')
  assert.match(await readUntil(socket, () => false), /^HTTP\/1\.1 400 /)
  socket.destroy()
})

test('an upgrade that is none is refused, and the next one is served', async () => {
  await using server = await startServer()
  for (const lines of [
    ['GET /CP1 HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'],
    ['GET /CP1 HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: h2c'],
    ['POST /CP1 HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'],
    ['this is no HTTP at all'],
  ]) {
    const socket = await openSocket(server)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    assert.match(await readUntil(socket, () => false), /^HTTP\/1\.1 4\d\d /, lines.join())
    socket.destroy()
  }
  await using station = await RawStation.connect(server, { path: '/CP1' })
  await station.call('Heartbeat')
  assert.is(server.runtime.station('CP1')?.online, true)
})

test('a frame in the same segment as the handshake is answered', async () => {
  await using server = await startServer()
  const socket = await openSocket(server)
  const text = '[2,"1","Heartbeat",{}]'
  // A masked text frame with a mask of zeros.
  const frame = Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)])
  socket.write(Buffer.concat([Buffer.from(upgradeText('/CP1')), frame]))
  const answer = await readUntil(socket, (got) => got.includes('currentTime'))
  assert.match(answer, /^HTTP\/1\.1 101 /)
  assert.match(answer, /\[3,"1",\{"currentTime":"[^"]+"\}\]/)
  socket.destroy()
})

test('compression that is offered is not used, and Origin does not matter', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, {
    path: '/CP1',
    perMessageDeflate: true,
    origin: 'file://',
  })
  assert.is(station.ws.extensions, '')
  await station.call('Heartbeat')
})

test('a station without an identity must boot with a serial number', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/' })
  const refused = await station.call('BootNotification', {
    chargePointVendor: 'V',
    chargePointModel: 'M',
  })
  assert.equal(refused.slice(2, 4), [
    'SecurityError',
    'Who are you? Connect to /<ChargepointID>, or boot with a serial number',
  ])
  for (const chargeBoxSerialNumber of ['../etc', 'a b', '', 'x'.repeat(65), 7]) {
    const answer = await station.call('BootNotification', { chargeBoxSerialNumber })
    assert.is(answer[0], 4, String(chargeBoxSerialNumber))
  }
  const answer = await station.call('BootNotification', {
    chargePointVendor: 'V',
    chargePointModel: 'M',
    chargeBoxSerialNumber: ' BOX-7 ',
  })
  assert.is(at(resultOf(answer), 'status'), 'Accepted')
  assert.is(server.runtime.station('BOX-7')?.online, true)
  await station.close()
  await server.until(() => server.runtime.station('BOX-7')?.online === false)
})

test('the end of the server tells stations to come back', async () => {
  const server = await startServer()
  const station = await RawStation.connect(server, { path: '/CP1' })
  await server.close()
  assert.equal(await station.ended, { code: 1012, reason: 'The server restarts' })
})

test.run()
