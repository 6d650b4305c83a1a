import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../runtime/storage/memory.ts'
import { at, openReady } from './support/scene.ts'

const reservations = '/api/v1/stations/CP1/reservations'

test('reservations outlive the server, and a start after it uses them up', async () => {
  const store = new MemoryStore()
  {
    await using scene = await openReady({
      store,
      answers: { ReserveNow: { payload: { status: 'Accepted' } } },
    })
    const reserve = { connectorId: 1, expiryDate: scene.time(900), idTag: 'A', reservationId: 5 }
    const { status } = await scene.server.post('/api/v1/stations/CP1/calls/ReserveNow', reserve)
    assert.is(status, 200)
  }
  await using scene = await openReady({ store })
  const { body: before } = await scene.server.get(reservations)
  assert.equal([at(before, '0.id'), at(before, '0.idTag')], [5, 'A'])
  const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: scene.time() }
  await scene.tell('StartTransaction', { ...start, reservationId: 5 })
  const { body: after } = await scene.server.get(reservations)
  assert.equal([at(after, '0.state'), at(after, '1')], ['used', undefined])
})

test('reservations that cannot be read are forgotten, and no others', async () => {
  const store = new MemoryStore()
  const good = { id: 7, connector: 1, idTag: 'B', expiry: 1, madeAt: 0, state: 'expired' }
  await store.commit([
    { kind: 'put', collection: 'reservation', key: 'OTHER', value: [{ id: 'no number' }] },
    { kind: 'put', collection: 'reservation', key: 'CP1', value: [good] },
  ])
  await using scene = await openReady({ store })
  const { body } = await scene.server.get(reservations)
  assert.equal([at(body, '0.id'), at(body, '0.state')], [7, 'expired'])
})

test('nothing is kept, or told, of an unknown station', async () => {
  await using scene = await openReady()
  for (const records of ['reservations', 'notices', 'remote-starts']) {
    const { status } = await scene.server.get(`/api/v1/stations/NOBODY/${records}`)
    assert.is(status, 404)
    const known = await scene.server.get(`/api/v1/stations/CP1/${records}`)
    assert.equal([known.status, known.body], [200, []])
  }
})

test('secrets in notices are masked', async () => {
  await using scene = await openReady()
  const data = '{"password":"hunter2"}'
  await scene.tell('DataTransfer', { vendorId: 'v', messageId: 'm', data })
  const { body } = await scene.server.get('/api/v1/stations/CP1/notices')
  assert.equal(at(body, '0.action'), 'DataTransfer')
  assert.equal(at(body, '0.payload'), { vendorId: 'v', messageId: 'm', data: '***' })
})

test.run()
