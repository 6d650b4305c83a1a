import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import type { Change, Store } from '../../runtime/storage/store.ts'
import { gate } from '../plugin/support/scripted_loader.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { RawStation } from '../support/raw_station.ts'
import { at, numberAt, resultOf } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const begin = Date.parse('2026-01-31T12:00:00Z')
const time = (n: number) => new Date(begin + n * 1000).toISOString()

/** Asks for a connection in the place of that of a station, on a socket that is open already. */
function takePlace(socket: Socket): void {
  const lines = [
    'GET /CP1 HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.from('sixteen bytes it').toString('base64')}`,
    'Sec-WebSocket-Protocol: ocpp1.6',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
}

/** A station that charges. */
async function charging(server: TestServer) {
  const station = await RawStation.connect(server, { path: '/CP1' })
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: time(0) }
  const started = resultOf(await station.call('StartTransaction', start))
  return { station, transactionId: numberAt(started, 'transactionId') }
}

type Charging = Awaited<ReturnType<typeof charging>>

/** The last messages of a transaction, by id. */
function lastMessages({ transactionId }: Charging): ReadonlyMap<string, string> {
  const value = (n: number) => ({
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: time(n), sampledValue: [{ value: String(1000 + n) }] }],
  })
  const stop = { transactionId, meterStop: 1007, timestamp: time(3) }
  const calls = [
    ['value-1', 'MeterValues', value(1)],
    ['value-2', 'MeterValues', value(2)],
    ['stop', 'StopTransaction', stop],
  ] as const
  return new Map(calls.map((call) => [call[0], JSON.stringify([2, ...call])]))
}

/** Has messages come in the very turn in which another connection does; resolves with the ids of answers. */
async function replaced(server: TestServer, { station }: Charging, messages: Iterable<string>) {
  const other = connect(server.ocppPort, '127.0.0.1')
  await once(other, 'connect')
  const from = station.received.length
  for (const text of messages) station.send(text)
  takePlace(other)
  assert.equal(await station.ended, { code: 1000, reason: 'Replaced by a newer connection' })
  const answers = station.received.slice(from).filter(([type]) => type !== 2)
  return { other, answered: answers.map(([, id]) => id) }
}

async function record(server: TestServer, store: Store) {
  const { body } = await server.get('/api/v1/transactions')
  const rows = await store.transactions({}, { limit: 9 })
  assert.is(rows.length, 1)
  const readings = await store.readings(rows[0]?.id ?? '')
  return [at(body, '0.energy'), at(body, '0.stoppedAt'), readings.length]
}

test('what a station delivered is taken and answered before another connection has its place', async () => {
  const store = new MemoryStore()
  await using server = await startServer({ store })
  const scene = await charging(server)
  const last = lastMessages(scene)
  const { answered, other } = await replaced(server, scene, last.values())
  assert.equal(answered, [...last.keys()])
  assert.equal(await record(server, store), [7, time(3), 2])
  assert.is(server.runtime.station('CP1')?.online, true)
  other.destroy()
})

test('what could not be answered any more is entered once, though it comes again', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  const scene = await charging(server)
  const last = lastMessages(scene)
  const disk = gate()
  store.gate = disk.opened
  const { answered, other } = await replaced(server, scene, last.values())
  assert.equal(answered, [])
  disk.open()
  const isEnd = (change: Change) => change.kind === 'transaction' && change.row.stoppedAt !== null
  await server.until(() => store.asked.some((changes) => changes.some(isEnd)), 'an end')
  await using again = await RawStation.connect(server, { path: '/CP1' })
  for (const [id, text] of last) resultOf(await again.exchange(text, id))
  assert.equal(await record(server, store), [7, time(3), 2])
  other.destroy()
})

test.run()
