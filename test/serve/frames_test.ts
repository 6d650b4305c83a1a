import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSocket, readUntil, upgradeText } from '../support/handshake.ts'
import { RawStation } from '../support/raw_station.ts'
import { at, openReady, openScene, resultOf } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

test('a binary message closes with 1003', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  station.ws.send(Buffer.from('[2,"1","Heartbeat",{}]'))
  assert.equal(await station.ended, { code: 1003, reason: 'OCPP-J messages are text' })
})

test('what came before a binary message is answered before the goodbye', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 0, timestamp: '2026-01-31T12:00:00Z' }
  const answers = [station.call('StartTransaction', start), station.call('Heartbeat')]
  station.ws.send(Buffer.from([1, 2, 3]))
  for (const answer of await Promise.all(answers)) assert.is(answer[0], 3)
  assert.is((await station.ended).code, 1003)
})

test('a message above the limit closes with 1009, one at the limit is answered', async () => {
  await using server = await startServer({ settings: { maxFrame: 2048 } })
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const frame = (length: number) => {
    const bare = '[2,"1","DataTransfer",{"vendorId":"v","data":""}]'
    return bare.replace('"data":""', `"data":"${'x'.repeat(length - bare.length)}"`)
  }
  assert.equal(resultOf(await station.exchange(frame(2048), '1')), { status: 'UnknownVendorId' })
  station.send(frame(2049))
  assert.is((await station.ended).code, 1009)
  await using again = await RawStation.connect(server, { path: '/CP1' })
  assert.is((await again.call('Heartbeat'))[0], 3)
})

test('text that is not UTF-8 closes with 1007, and the station may come back', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  station.ws.send(Buffer.from([0x5b, 0xff, 0xfe, 0x5d]), { binary: false })
  assert.is((await station.ended).code, 1007)
  await using again = await RawStation.connect(server, { path: '/CP1' })
  assert.is((await again.call('Heartbeat'))[0], 3)
})

const malformed: readonly (readonly [what: string, text: string, id: unknown, about: RegExp])[] = [
  ['no JSON', 'hello', '-1', /^The message is not JSON$/],
  ['no JSON, with an id', '[2,"a7","Heartbeat",{', 'a7', /^The message is not JSON$/],
  ['an object', '{}', '-1', /^The message is not a JSON array$/],
  ['a number', '2', '-1', /^The message is not a JSON array$/],
  ['an empty list', '[]', '-1', /^Message type absent is unknown; allowed are 2, 3 and 4$/],
  ['an unknown type', '[9,"b","X",{}]', 'b', /^Message type 9 is unknown/],
  ['a type that is text', '["2","b","Heartbeat",{}]', 'b', /^Message type "2" is unknown/],
  ['no id', '[2]', '-1', /^The message id is absent; it must be text$/],
  ['an id that is an object', '[2,{},"Heartbeat",{}]', '-1', /^The message id is an object/],
  ['an id that is null', '[2,null,"Heartbeat",{}]', '-1', /^The message id is null/],
  ['no payload', '[2,"c","Heartbeat"]', 'c', /^A CALL has 4 elements, this one has 3$/],
  ['too much', '[2,"c","Heartbeat",{},1]', 'c', /^A CALL has 4 elements, this one has 5$/],
  ['no action', '[2,"d",{},{}]', 'd', /^The action is an object; it must be text$/],
]

for (const [what, text, id, about] of malformed) {
  test(`malformed: ${what}`, async () => {
    await using server = await startServer()
    await using station = await RawStation.connect(server, { path: '/CP1' })
    const answer = await station.exchange(text, id)
    assert.is(answer[0], 4)
    assert.is(answer[2], 'FormationViolation')
    assert.match(String(answer[3]), about)
    assert.equal(answer[4], {})
    assert.is((await station.call('Heartbeat'))[0], 3)
    assert.is(server.runtime.station('CP1')?.repairs['frame:malformed'], 1)
  })
}

test('an id of more than 255 characters is answered under -1', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const long = 'i'.repeat(255)
  assert.is((await station.exchange(`[2,"${long}","Heartbeat",{}]`, long))[0], 3)
  const answer = await station.exchange(`[2,"${long}i","Heartbeat",{}]`, '-1')
  assert.is(answer[2], 'FormationViolation')
})

test('deep nesting is answered, whatever the depth', async () => {
  await using server = await startServer({ settings: { maxFrame: 1_048_576 } })
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`
  const objects = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`
  for (const payload of [deep(100_000), objects(100_000), `{"meterValue":${deep(50_000)}}`]) {
    assert.is((await station.exchange(`[2,"1","Heartbeat",${payload}]`, '1'))[1], '1')
    const meter = await station.exchange(`[2,"2","MeterValues",${payload}]`, '2')
    assert.is(meter[2], 'FormationViolation')
    const data = `[2,"3","DataTransfer",{"vendorId":"v","data":${payload}}]`
    assert.is((await station.exchange(data, '3'))[2], 'FormationViolation')
  }
  const bare = await station.exchange(deep(100_000), '-1')
  assert.is(bare[2], 'FormationViolation')
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('an unknown action is not implemented, an action of the host not supported', async () => {
  await using scene = await openScene()
  const unknown = await scene.station.call('MakeCoffee', {})
  assert.equal(unknown.slice(0, 1), [4])
  assert.equal(unknown.slice(2), ['NotImplemented', 'The action MakeCoffee is unknown', {}])
  const ours = await scene.station.call('RemoteStartTransaction', { idTag: 'x' })
  assert.equal(ours.slice(2), ['NotSupported', 'RemoteStartTransaction is a call of the host', {}])
  const proto = await scene.station.call('constructor', {})
  assert.is(proto[2], 'NotImplemented')
})

test('what a call needs is named when it is missing, in the words of 1.6', async () => {
  await using scene = await openScene()
  const lacking = await scene.station.call('StatusNotification', { errorCode: 'NoError' })
  assert.equal(lacking.slice(2, 4), [
    'OccurenceConstraintViolation',
    'StatusNotification needs connectorId and status',
  ])
  const wrong = await scene.station.call('StatusNotification', {
    connectorId: 'one',
    errorCode: 'NoError',
    status: 'Available',
  })
  assert.equal(wrong.slice(2, 4), [
    'TypeConstraintViolation',
    'StatusNotification needs connectorId',
  ])
  const word = await scene.station.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Resting',
  })
  assert.equal(word.slice(2, 4), ['PropertyConstraintViolation', 'StatusNotification needs status'])
  const list = await scene.station.call('Heartbeat', [1, 2])
  assert.is(list[0], 3, 'a heartbeat has no members to miss')
})

test('messages of transactions always get a result', async () => {
  await using scene = await openReady()
  for (const payload of [{}, [], null, 'x', 7, { connectorId: 'x', meterValue: 'y' }]) {
    for (const action of ['Authorize', 'StartTransaction', 'StopTransaction', 'MeterValues']) {
      const answer = await scene.station.call(action, payload)
      assert.is(answer[0], 3, `${action} ${JSON.stringify(payload)}`)
      if (action === 'MeterValues') assert.equal(answer[2], {})
      else assert.is(at(answer[2], 'idTagInfo.status'), 'Accepted')
    }
  }
})

test('messages of the security extension are answered', async () => {
  await using scene = await openScene()
  const calls: readonly (readonly [action: string, payload: unknown, answer: unknown])[] = [
    [
      'SecurityEventNotification',
      { type: 'SettingSystemTime', timestamp: scene.time(), techInfo: 'ocppBoot' },
      {},
    ],
    ['LogStatusNotification', { status: 'Uploading', requestId: 1 }, {}],
    ['SignedFirmwareStatusNotification', { status: 'Installed', requestId: 1 }, {}],
    ['SignCertificate', { csr: 'abc' }, { status: 'Accepted' }],
    ['FirmwareStatusNotification', { status: 'Idle' }, {}],
    ['DiagnosticsStatusNotification', { status: 'Idle' }, {}],
    ['DataTransfer', { vendorId: 'x' }, { status: 'UnknownVendorId' }],
  ]
  for (const [action, payload, answer] of calls) {
    assert.equal(await scene.tell(action, payload), answer, action)
  }
})

test('ids are echoed to the letter, numbers included', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  for (const id of ['4', 'b5c0-f', '5f3a91c2000000000001', 'ü "quoted" \\ \n', '', ' ']) {
    const answer = await station.exchange(JSON.stringify([2, id, 'Heartbeat', {}]), id)
    assert.is(answer[0], 3, JSON.stringify(id))
  }
  for (const id of [0, 17, 1.5]) {
    assert.is((await station.exchange(`[2,${id},"Heartbeat",{}]`, id))[0], 3)
  }
})

test('a repeated id gets the same answer and has no second effect', async () => {
  await using scene = await openReady()
  const { station, server } = scene
  const start = (meterStart: number) =>
    JSON.stringify([
      2,
      'same',
      'StartTransaction',
      { connectorId: 1, idTag: 'A', meterStart, timestamp: scene.time() },
    ])
  const first = await station.exchange(start(100), 'same')
  await scene.pass(5)
  const text = start(100).replace(scene.time(), scene.time(-5))
  assert.equal(await station.exchange(text, 'same'), first)
  await scene.tell('StopTransaction', {
    transactionId: at(first[2], 'transactionId'),
    meterStop: 300,
    timestamp: scene.time(),
  })
  // Repeated after its end, the start does not begin the transaction again.
  assert.equal(await station.exchange(text, 'same'), first)
  assert.is(scene.value('rfidAuth'), 0)
  assert.is(scene.value('energy'), 200)
  assert.is(server.runtime.station('CP1')?.repairs['frame:repeated'], 2)
  // The same id with other content is another message (a station counts from 1 after each start).
  const other = await station.exchange(start(900), 'same')
  assert.is.not(at(other[2], 'transactionId'), at(first[2], 'transactionId'))
  assert.is(scene.value('rfidAuth'), 1)
})

test('a repeated card is not shown twice, a repeated status is', async () => {
  await using scene = await openReady()
  const { station } = scene
  const card = '[2,"9","Authorize",{"idTag":"X1"}]'
  await station.exchange(card, '9')
  const [shown] = scene.server.runtime.device(scene.address)?.find('rfidAuth') ?? []
  await scene.pass(3)
  await station.exchange(card, '9')
  const [again] = scene.server.runtime.device(scene.address)?.find('rfidAuth') ?? []
  assert.is(again?.at, shown?.at)
})

test('an empty message is ignored, as is a blank one', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  station.send('')
  station.send(' \r\n')
  assert.is((await station.call('Heartbeat'))[0], 3)
  assert.is(station.received.length, 1)
  assert.is(server.runtime.station('CP1')?.repairs['frame:empty'], 2)
})

test('answers to calls that nobody made are counted and left alone', async () => {
  await using scene = await openReady()
  const { station, server } = scene
  const before = station.received.length
  station.send('[3,"nobody",{"status":"Accepted"}]')
  station.send('[4,"nobody","InternalError","",{}]')
  station.send('[3]')
  station.send('[4,{},"x"]')
  await station.settle()
  assert.is(station.received.length, before)
  const repairs = server.runtime.station('CP1')?.repairs
  assert.is(repairs?.['answer:unknown'], 2)
  assert.is(repairs?.['frame:malformed'], 2)
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('a late answer is counted as late and does not answer the next call', async () => {
  await using scene = await openReady({ settings: { callTimeout: 10 } })
  const { station, server } = scene
  const ids: string[] = []
  station.on('UnlockConnector', ({ id }) => {
    ids.push(id)
    return 'silence'
  })
  const unlock = () => server.post('/api/v1/stations/CP1/calls/UnlockConnector', { connectorId: 1 })
  const first = unlock()
  await station.until(() => ids.length === 1)
  await scene.pass(10)
  assert.is((await first).status, 504)
  const second = unlock()
  await station.until(() => ids.length === 2)
  station.frame([3, ids[0], { status: 'UnlockFailed' }])
  await station.settle()
  station.frame([3, ids[1], { status: 'Unlocked' }])
  const { status, body } = await second
  assert.equal([status, body], [200, { status: 'Unlocked' }])
  assert.is(server.runtime.station('CP1')?.repairs['answer:late'], 1)
})

test('a station that never reads its answers is cut off', async () => {
  await using server = await startServer({ plugins: [] })
  const socket = await openSocket(server)
  socket.on('error', () => undefined)
  socket.write(upgradeText('/CP1'))
  await readUntil(socket, (text) => text.includes('\r\n\r\n'))
  socket.pause()
  // A long id makes the answer long as well.
  const text = `[2,"${'i'.repeat(250)}","Heartbeat",{}]`
  const head = [0x81, 0x80 | 126, text.length >> 8, text.length & 255, 0, 0, 0, 0]
  const frames = Buffer.concat(Array(400).fill(Buffer.from([...head, ...Buffer.from(text)])))
  const isGone = () => server.runtime.station('CP1')?.online === false
  while (!isGone()) {
    socket.write(frames)
    // No more than the host can take, so that it is at once that it stops.
    await server.until(() => socket.writableLength === 0 || isGone(), 'the frames are taken')
  }
  socket.destroy()
  await using other = await RawStation.connect(server, { path: '/CP2' })
  assert.is((await other.call('Heartbeat'))[0], 3)
})

test('several calls of a station may be under way, and are answered in order', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  for (let i = 0; i < 500; i++) station.frame([2, `n${i}`, 'Heartbeat', {}])
  await station.until(() => station.received.length === 500)
  assert.equal(
    station.received.map(([type, id]) => `${type} ${id}`),
    Array.from({ length: 500 }, (_, i) => `3 n${i}`),
  )
})

test.run()
