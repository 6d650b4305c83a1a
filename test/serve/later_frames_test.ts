import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { startServer, type TestServer } from '../support/server.ts'

function connect(server: TestServer, protocol: string): Promise<RawStation> {
  return RawStation.connect(server, { path: '/CP1', protocols: [protocol] })
}

const status = { timestamp: '2026-01-31T12:00:00Z', connectorStatus: 'Available' }

for (const protocol of ['ocpp2.0.1', 'ocpp2.1']) {
  test(`${protocol}: errors are said in the words of the version`, async () => {
    await using server = await startServer()
    await using station = await connect(server, protocol)
    const word = async (text: string, id: string) => (await station.exchange(text, id))[2]
    assert.is(await word('no json', '-1'), 'RpcFrameworkError')
    assert.is(await word('[2,"a","Heartbeat"]', 'a'), 'RpcFrameworkError')
    assert.is(await word('[9,"b","Heartbeat",{}]', 'b'), 'MessageTypeNotSupported')
    assert.is(await word('[2,"c","Nonsense",{}]', 'c'), 'NotImplemented')
    assert.is(await word('[2,"d","Reset",{}]', 'd'), 'NotSupported')
    assert.is(await word('[2,"e","StatusNotification",7]', 'e'), 'FormatViolation')
    const without = JSON.stringify([2, 'f', 'StatusNotification', { ...status, connectorId: 1 }])
    assert.is(await word(without, 'f'), 'OccurrenceConstraintViolation')
    const odd = { ...status, connectorId: 1, evseId: [1, 2] }
    const wrong = JSON.stringify([2, 'g', 'StatusNotification', odd])
    assert.is(await word(wrong, 'g'), 'TypeConstraintViolation')
    const unheard = { ...status, connectorId: 1, evseId: 1, connectorStatus: 'Sleeping' }
    const unknown = JSON.stringify([2, 'h', 'StatusNotification', unheard])
    assert.is(await word(unknown, 'h'), 'PropertyConstraintViolation')
    const answer = await station.call('Heartbeat')
    assert.is(answer[0], 3, 'the station stays usable')
  })
}

test('a payload that can be mended is taken, and what was mended is counted', async () => {
  await using server = await startServer()
  await using station = await connect(server, 'ocpp2.0.1')
  const sloppy = { timestamp: '', connectorStatus: 'occupied', evseId: '1', connectorId: 1, x: 1 }
  assert.equal((await station.call('StatusNotification', sloppy)).slice(2), [{}])
  assert.is(server.value('CP1:1', 'cps'), 66)
  assert.equal(Object.keys(server.runtime.station('CP1')?.repairs ?? {}).sort(), [
    'enum:StatusNotification.connectorStatus',
    'extra:StatusNotification',
    'type:StatusNotification.evseId',
  ])
})

const stream = {
  id: 1,
  pending: 0,
  basetime: '2026-01-31T12:00:00Z',
  data: [{ t: 0, v: '230' }],
}

test('OCPP 2.1 sends what is not answered', async () => {
  await using server = await startServer()
  await using station = await connect(server, 'ocpp2.1')
  station.frame([6, 's1', 'NotifyPeriodicEventStream', stream])
  station.frame([6, 's2', 'NotifyPeriodicEventStream', { id: 'x' }])
  station.frame([6, 's3', 'Nonsense', {}])
  station.frame([5, 's4', 'FormatViolation', 'What?', {}])
  await station.call('Heartbeat')
  assert.equal(
    station.received.map(([type]) => type),
    [3],
  )
  const { lastMessages = [], repairs = {} } = server.runtime.station('CP1') ?? {}
  assert.ok(lastMessages.some(({ action }) => action === 'NotifyPeriodicEventStream'))
  assert.is(repairs['answer:disputed'], 1)
})

test('before OCPP 2.1 there is nothing of the kind', async () => {
  await using server = await startServer()
  await using station = await connect(server, 'ocpp2.0.1')
  const text = JSON.stringify([6, 's1', 'NotifyPeriodicEventStream', stream])
  assert.is((await station.exchange(text, 's1'))[2], 'MessageTypeNotSupported')
})

test('connectors of one EVSE are devices that know of each other', async () => {
  await using server = await startServer()
  await using station = await connect(server, 'ocpp2.0.1')
  for (const [evseId, connectorId] of [
    [1, 1],
    [2, 1],
    [2, 2],
  ]) {
    await station.call('StatusNotification', { ...status, evseId, connectorId })
  }
  const siblings = async (address: string) => {
    const { body } = await server.get(`/api/v1/devices/${address}`)
    return typeof body === 'object' && body !== null && Reflect.get(body, 'siblings')
  }
  assert.equal(await siblings('CP1:1'), [])
  assert.equal(await siblings('CP1:2'), ['CP1:102'])
  assert.equal(await siblings('CP1:102'), ['CP1:2'])
})

test.run()
