import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import type { Store } from '../../runtime/storage/store.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { RawStation } from '../support/raw_station.ts'
import { numberAt, resultOf } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

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
  const { calls, ids } = await burst(station)
  for (const answer of await Promise.all(calls)) resultOf(answer)
  store.fault = 'The disk is full'
  const before = ids().length
  const value = (n: number) => ({
    connectorId: 1,
    transactionId: 1,
    meterValue: [
      { timestamp: new Date(begin).toISOString(), sampledValue: [{ value: String(n) }] },
    ],
  })
  const start = {
    connectorId: 1,
    idTag: 'CARD',
    meterStart: 0,
    timestamp: new Date(begin).toISOString(),
  }
  const refused = [
    station.call('StartTransaction', start),
    station.call('MeterValues', value(1)),
    station.call('Heartbeat'),
  ]
  const answers = await Promise.all(refused)
  assert.is(answers[0]?.[2], 'InternalError')
  const [, , beat] = answers
  assert.is(beat?.[0], 3)
  const said = ids().slice(before)
  assert.equal(
    said,
    [...said].sort((a, b) => a - b),
  )
})

test.run()
