import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { at, numberAt, resultOf } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const boot = { chargePointVendor: 'Maker', chargePointModel: 'Box' }

async function charging(server: TestServer, path: string): Promise<[RawStation, number]> {
  const station = await RawStation.connect(server, { path })
  await station.call('BootNotification', boot)
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }
  await station.call('StatusNotification', status)
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: now() }
  return [
    station,
    numberAt(resultOf(await station.call('StartTransaction', start)), 'transactionId'),
  ]
}

const now = () => new Date().toISOString()

async function transaction(server: TestServer, id: number | string): Promise<unknown> {
  return (await server.get(`/api/v1/transactions/A:${id}`)).body
}

test('a station cannot stop or meter the transaction of another (CVE-2026-28230)', async () => {
  await using server = await startServer()
  const [one, mine] = await charging(server, '/A')
  const [two] = await charging(server, '/B')
  const stop = { transactionId: mine, meterStop: 999_999, timestamp: now(), idTag: 'CARD' }
  assert.is((await two.call('StopTransaction', stop))[0], 3, 'a stop is always acknowledged')
  const sampledValue = [{ value: '777777', measurand: 'Energy.Active.Import.Register' }]
  const meterValue = [{ timestamp: now(), sampledValue }]
  await two.call('MeterValues', { connectorId: 1, transactionId: mine, meterValue })
  await two.settle()
  const shown = await transaction(server, mine)
  assert.equal([at(shown, 'station'), at(shown, 'stoppedAt')], ['A', null])
  assert.is((await server.values('A:1')).meterValue === 777_777, false)
  assert.is((await one.call('StopTransaction', { ...stop, meterStop: 1500 }))[0], 3)
  await one.settle()
  assert.is(at(await transaction(server, mine), 'meterStop'), 1500)
  for (const station of [one, two]) await station.terminate()
})

test('ids of transactions do not tell those that come, or those of others', async () => {
  await using server = await startServer()
  const ids: number[] = []
  for (let i = 0; i < 12; i++) {
    const [station, id] = await charging(server, `/CP${i}`)
    ids.push(id)
    await station.terminate()
  }
  assert.is(new Set(ids).size, ids.length)
  const steps = ids.slice(1).map((id, index) => id - (ids[index] ?? 0))
  assert.is(new Set(steps).size, steps.length, 'no two steps are the same')
  for (const step of steps) assert.ok(Math.abs(step) > 1000, String(step))
})

test('a station cannot end the reservation of another, nor answer its reports', async () => {
  await using server = await startServer()
  const protocols = ['ocpp2.0.1']
  await using one = await RawStation.connect(server, { path: '/A', protocols })
  await using two = await RawStation.connect(server, { path: '/B', protocols })
  const boot2 = { reason: 'PowerUp', chargingStation: { vendorName: 'Maker', model: 'Box' } }
  for (const station of [one, two]) {
    station.on('ReserveNow', { payload: { status: 'Accepted' } })
    await station.call('BootNotification', boot2)
    const status = { timestamp: now(), connectorStatus: 'Available', evseId: 1, connectorId: 1 }
    await station.call('StatusNotification', status)
  }
  const expiryDateTime = new Date(Date.now() + 3_600_000).toISOString()
  const reserve = {
    id: 77,
    expiryDateTime,
    idToken: { idToken: 'CARD', type: 'Central' },
    evseId: 1,
  }
  assert.is((await server.post('/api/v1/stations/A/calls/ReserveNow', reserve)).status, 200)
  const reserved = async () => (await server.get('/api/v1/stations/A/reservations')).body
  const before = await reserved()
  assert.match(JSON.stringify(before), /77/)
  const update = { reservationId: 77, reservationUpdateStatus: 'Removed' }
  await two.call('ReservationStatusUpdate', update)
  assert.equal(await reserved(), before)
  await one.call('ReservationStatusUpdate', update)
  assert.not.equal(await reserved(), before)
})

test('a repeated message has no second effect, whatever its id, also after a reconnect', async () => {
  await using server = await startServer()
  const [station, id] = await charging(server, '/A')
  const timestamp = now()
  const start = { connectorId: 2, idTag: 'CARD', meterStart: 5, timestamp }
  const text = JSON.stringify([2, 'same', 'StartTransaction', start])
  const first = numberAt(resultOf(await station.exchange(text, 'same')), 'transactionId')
  for (let i = 0; i < 5; i++) {
    const again = resultOf(await station.exchange(text, 'same'))
    assert.is(numberAt(again, 'transactionId'), first)
  }
  const other = resultOf(await station.call('StartTransaction', start))
  assert.is(numberAt(other, 'transactionId'), first)
  await station.terminate()
  await using back = await RawStation.connect(server, { path: '/A' })
  assert.is(numberAt(resultOf(await back.exchange(text, 'same')), 'transactionId'), first)
  const { body } = await server.get('/api/v1/transactions?station=A')
  const ids = (Array.isArray(body) ? body : []).map((one) => String(at(one, 'id')))
  assert.equal(ids.sort(), [`A:${id}`, `A:${first}`].sort())
})

test('times and values that cannot be are not believed (CVE-2023-52096)', async () => {
  await using server = await startServer()
  const [station, id] = await charging(server, '/A')
  for (const timestamp of [
    '1000000',
    '+275760-09-13T00:00:00Z',
    '9999-99-99',
    '',
    1e21,
    null,
    {},
  ]) {
    for (const value of ['1e309', 'NaN', '-5', '9'.repeat(400), '1; DROP TABLE x', null, {}]) {
      const sampledValue = [{ value, measurand: 'Energy.Active.Import.Register' }]
      const meterValue = [{ timestamp, sampledValue }]
      const metered = { connectorId: 1, transactionId: id, meterValue }
      const [type] = await station.call('MeterValues', metered)
      assert.ok(type === 3 || type === 4)
    }
    const [type] = await station.call('StopTransaction', {
      transactionId: 5,
      meterStop: -1,
      timestamp,
    })
    assert.is(type, 3)
  }
  for (const meterStop of [-1, 1e308, 2 ** 53, 'x']) {
    await station.call('StopTransaction', { transactionId: id, meterStop, timestamp: now() })
  }
  const energy = at(await transaction(server, id), 'energy')
  assert.ok(
    energy === null || (typeof energy === 'number' && energy >= 0 && energy < 1e12),
    String(energy),
  )
  for (const value of Object.values(await server.values('A:1'))) {
    assert.ok(typeof value !== 'number' || Number.isFinite(value))
  }
  assert.is((await server.get('/api/v1/transactions')).status, 200)
  await station.terminate()
})

test('an answer to a call that was never made, or again, has no effect', async () => {
  await using server = await startServer()
  const [station] = await charging(server, '/A')
  station.on('Reset', 'silence')
  const asked = server.runtime.call('A', 'Reset', { type: 'Soft' }, {})
  const call = await station.called('Reset')
  await using other = await RawStation.connect(server, { path: '/B' })
  other.frame([3, call.id, { status: 'Accepted' }])
  await other.settle()
  station.frame([3, 'never', { status: 'Accepted' }])
  station.frame([3, call.id, { status: 'Rejected' }])
  station.frame([3, call.id, { status: 'Accepted' }])
  assert.equal(await asked, { kind: 'answer', payload: { status: 'Rejected' } })
  await station.terminate()
})

test.run()
