import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FaultyStore } from '../support/faulty_store.ts'
import { LastingServer } from '../support/lasting_server.ts'
import { RawStation } from '../support/raw_station.ts'
import { at, identity, numberAt, openCharging, resultOf, type Scene } from '../support/scene.ts'

const own = 900001

function meter(scene: Scene, value: number, given: Record<string, unknown> = {}) {
  const { timestamp = scene.time(), ...rest } = given
  const meterValue = [{ timestamp, sampledValue: [{ value: String(value) }] }]
  return scene.tell('MeterValues', { connectorId: 1, ...rest, meterValue })
}

/** Id, energy, whether it is over, and what is amiss, of all there are. */
async function recorded(scene: Pick<Scene, 'server'>): Promise<unknown[]> {
  const { body } = await scene.server.get('/api/v1/transactions')
  return [body]
    .flat()
    .map((one) => [
      at(one, 'transactionId'),
      at(one, 'energy'),
      at(one, 'stoppedAt') !== null,
      at(one, 'flags'),
    ])
}

test('X8: what is said under an id of its own is of the transaction that runs there', async () => {
  await using scene = await openCharging()
  const { transaction } = scene
  await meter(scene, 1400, { transactionId: own })
  assert.is(scene.value('energy'), 400)
  assert.equal(await recorded(scene), [[String(transaction), 400, false, []]])
  assert.is(scene.server.runtime.station('CP1')?.repairs['transaction:own-id'], 1)
  const stopping = scene.server.write('CP1:1', 'rfidStop', '1')
  assert.is(at((await scene.station.called('RemoteStopTransaction')).payload, 'transactionId'), own)
  await stopping
  const stop = { transactionId: own, meterStop: 1500, timestamp: scene.time(), reason: 'Remote' }
  await scene.tell('StopTransaction', stop)
  const over = [String(transaction), 500, true, []]
  assert.equal(await recorded(scene), [over])
  await scene.pass(60)
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 1500, timestamp: scene.time() }
  const next = numberAt(await scene.tell('StartTransaction', start), 'transactionId')
  await scene.tell('StopTransaction', stop)
  await meter(scene, 1600, { transactionId: own + 1 })
  assert.equal(await recorded(scene), [[String(next), 100, false, []], over])
})

test('X8: an end alone is of what runs on the only connector, if time and register fit', async () => {
  await using scene = await openCharging()
  const running = [String(scene.transaction), 0, false, []]
  const stop = { meterStop: 1500, timestamp: scene.time() }
  await scene.tell('StopTransaction', { ...stop, transactionId: 4711, timestamp: scene.time(-60) })
  await scene.tell('StopTransaction', { ...stop, transactionId: 4712, meterStop: 900 })
  const alone = (id: string) => [id, null, true, ['no-start']]
  assert.equal(
    (await recorded(scene)).toSorted(),
    [alone('4711'), alone('4712'), running].toSorted(),
  )
  await scene.tell('StopTransaction', { ...stop, transactionId: own })
  assert.is((await recorded(scene)).length, 3)
  assert.is(scene.value('energy'), 500)
  assert.equal((await scene.server.get('/api/v1/transactions?open=true')).body, [])
})

test('an id that may be that of something else is left alone', async () => {
  await using scene = await openCharging()
  const { transaction } = scene
  await meter(scene, 5000, { transactionId: own, timestamp: scene.time(-600) })
  assert.equal(await recorded(scene), [[String(transaction), 0, false, []]], 'older than the start')
  await meter(scene, 1100, { transactionId: transaction })
  await meter(scene, 5000, { transactionId: own })
  assert.equal(await recorded(scene), [[String(transaction), 100, false, []]], 'it knows its id')
  await scene.status('Available', 2)
  await scene.tell('StopTransaction', {
    transactionId: own,
    meterStop: 1,
    timestamp: scene.time(1),
  })
  const rows = await recorded(scene)
  assert.equal(rows.map((row) => at(row, '2')).toSorted(), [false, true], 'of either connector')
})

test('X8: an id of its own is known after a restart', async () => {
  await using lasting = await LastingServer.start(new FaultyStore(), { plugins: [] })
  const before = await RawStation.connect(lasting.server, { path: '/CP1' })
  const call = async (station: RawStation, action: string, payload: unknown) =>
    resultOf(await station.call(action, payload))
  const timestamp = (second: number) => new Date(Date.now() + second * 1000).toISOString()
  await call(before, 'BootNotification', identity)
  for (const connectorId of [1, 2]) {
    const status = { connectorId, errorCode: 'NoError', status: 'Charging' }
    await call(before, 'StatusNotification', status)
  }
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: timestamp(-60) }
  const id = numberAt(await call(before, 'StartTransaction', start), 'transactionId')
  const sampledValue = [{ value: '1200' }]
  const meterValue = [{ timestamp: timestamp(-30), sampledValue }]
  await call(before, 'MeterValues', { connectorId: 1, transactionId: own, meterValue })
  await before.terminate()
  await lasting.kill()
  const after = await RawStation.connect(lasting.server, { path: '/CP1' })
  const stop = { transactionId: own, meterStop: 1300, timestamp: timestamp(0) }
  await call(after, 'StopTransaction', stop)
  assert.equal(await recorded(lasting), [[String(id), 300, true, []]])
  await after.terminate()
})

test.run()
