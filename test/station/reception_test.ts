import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import type { Store } from '../../runtime/storage/store.ts'
import { gate } from '../plugin/support/scripted_loader.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { RawStation } from '../support/raw_station.ts'
import { numberAt, resultOf } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const begin = Date.parse('2026-01-31T12:00:00Z')
const many = 20

/** Values and an end, of a station that does not wait for answers: all arrive at once. */
async function burst(station: RawStation) {
  const time = (n: number) => new Date(begin + n * 1000).toISOString()
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: time(0) }
  const started = resultOf(await station.call('StartTransaction', start))
  const transactionId = numberAt(started, 'transactionId')
  const from = station.received.length
  const values = Array.from({ length: many }, (_, i) => ({
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: time(i + 1), sampledValue: [{ value: String(1001 + i) }] }],
  }))
  const stop = { transactionId, meterStop: 1000 + many, timestamp: time(many + 1) }
  const calls = [
    ...values.map((payload) => station.call('MeterValues', payload)),
    station.call('StatusNotification', {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Finishing',
    }),
    station.call('StopTransaction', stop),
  ]
  const ids = () =>
    station.received
      .slice(from)
      .flatMap(([type, id]) => (type === 2 ? [] : [Number(String(id).slice(2))]))
  return { transactionId, calls, ids }
}

async function readings(store: Store, transactionId: number): Promise<readonly string[]> {
  const rows = await store.transactions({}, { limit: 9 })
  const row = rows.find(({ transaction }) => transaction === String(transactionId))
  const found = row === undefined ? [] : await store.readings(row.id)
  return found.map(({ at }) => new Date(at).toISOString().slice(17, 19))
}

const inOrder = Array.from({ length: many }, (_, i) => String(i + 1).padStart(2, '0'))

for (const store of [new MemoryStore(), new FaultyStore()]) {
  test(`${store.constructor.name} :: calls that come at once are answered and entered in their order`, async () => {
    await using server = await startServer({ store })
    await using one = await RawStation.connect(server, { path: '/CP1' })
    await using other = await RawStation.connect(server, { path: '/CP2' })
    const bursts = await Promise.all([burst(one), burst(other)])
    const answers = await Promise.all(bursts.flatMap(({ calls }) => calls))
    for (const answer of answers) resultOf(answer)
    const { body } = await server.get('/api/v1/transactions')
    assert.is(JSON.stringify(body).split(`"energy":${many},`).length, 3, JSON.stringify(body))
    for (const { ids, transactionId } of bursts) {
      const said = ids()
      assert.equal(
        said,
        [...said].sort((a, b) => a - b),
      )
      assert.is(said.length, many + 2)
      assert.equal(await readings(store, transactionId), inOrder)
    }
  })
}

test('what is put off is answered when it is stored, or refused, and what comes after it waits', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const time = (n: number) => new Date(begin + n * 1000).toISOString()
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 0, timestamp: time(0) }
  const started = resultOf(await station.call('StartTransaction', start))
  const transactionId = numberAt(started, 'transactionId')
  const value = (n: number) => {
    const meterValue = [{ timestamp: time(n), sampledValue: [{ value: String(n) }] }]
    const payload = { connectorId: 1, transactionId, meterValue }
    return JSON.stringify([2, `value-${n}`, 'MeterValues', payload])
  }
  const putOff = countPutOff(server)
  const disk = gate()
  store.gate = disk.opened
  const asked = store.asked.length
  const from = station.received.length
  const slow = [1, 2].map((n) => station.exchange(value(n), `value-${n}`))
  const beat = station.call('Heartbeat')
  await server.until(() => store.asked.length > asked, 'a commit')
  assert.equal(station.received.slice(from), [])
  disk.open()
  for (const answer of await Promise.all([...slow, beat])) resultOf(answer)
  assert.equal(
    station.received.slice(from, from + 2).map(([, id]) => id),
    ['value-1', 'value-2'],
  )
  store.fault = 'The disk is full'
  const refused = station.exchange(value(3), 'value-3')
  const after = station.call('Heartbeat')
  assert.is((await refused)[2], 'InternalError')
  resultOf(await after)
  store.fault = undefined
  resultOf(await station.exchange(value(3), 'value-3'))
  assert.equal(await readings(store, transactionId), ['01', '02', '03'])
  assert.ok(putOff() >= 3, `${putOff()} put off`)
})

/** How many calls of the station CP1 are put off from now on. */
function countPutOff({ runtime }: TestServer): () => number {
  const reception = runtime.hub.station('CP1')?.station.reception
  assert.ok(reception)
  const putOff = reception.putOff.bind(reception)
  let count = 0
  reception.putOff = (job) => {
    count += 1
    putOff(job)
  }
  return () => count
}

test.run()
