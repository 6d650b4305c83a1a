import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { FaultyStore } from './support/faulty_store.ts'
import { LastingServer } from './support/lasting_server.ts'
import { RawStation } from './support/raw_station.ts'
import { at, numberAt, openCharging, openReady, resultOf, type Scene } from './support/scene.ts'
import type { TestServer } from './support/server.ts'
import { TestClock } from './support/test_clock.ts'

const plugins: [] = []

async function listed(server: TestServer, query = ''): Promise<readonly Record<string, unknown>[]> {
  const { status, body } = await server.get(`/api/v1/transactions${query}`)
  assert.is(status, 200, JSON.stringify(body))
  return v.parse(v.array(v.record(v.string(), v.unknown())), body)
}

/** The only transaction there is. */
async function only(server: TestServer): Promise<Record<string, unknown>> {
  const all = await listed(server)
  assert.is(all.length, 1, JSON.stringify(all))
  return all[0] ?? {}
}

/** Values of an object by name. */
function pick(of: unknown, ...names: readonly string[]): unknown[] {
  return names.map((name) => at(of, name))
}

function meter(scene: Scene, value: number, given: Record<string, unknown> = {}) {
  const { timestamp = scene.time(), context = 'Sample.Periodic', ...rest } = given
  const meterValue = [{ timestamp, sampledValue: [{ value: String(value), context }] }]
  return scene.tell('MeterValues', { connectorId: 1, ...rest, meterValue })
}

function repairs(scene: Scene, what: string): number | undefined {
  return scene.server.runtime.station('CP1')?.repairs[what]
}

test('A connector that becomes available ends what ran, until the station tells the end (X4)', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  await meter(scene, 1400, { transactionId })
  await scene.pass(60)
  const free = scene.time()
  await scene.status('Available')
  assert.equal(pick(await only(scene.server), 'energy', 'stoppedAt', 'stopReason', 'flags'), [
    400,
    free,
    null,
    ['no-end', 'no-meter-stop'],
  ])
  await scene.pass(60)
  const stop = { transactionId, meterStop: 1500, reason: 'EVDisconnected' }
  await scene.tell('StopTransaction', { ...stop, timestamp: scene.time(-70) })
  assert.equal(pick(await only(scene.server), 'energy', 'stoppedAt', 'stopReason', 'flags'), [
    500,
    scene.time(-70),
    'EVDisconnected',
    [],
  ])
  assert.is((await listed(scene.server, '?open=true')).length, 0)
})

test('A stop and values of a transaction of another station change nothing and are counted', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  const other = await scene.connect({ path: '/CP2' })
  const timestamp = scene.time()
  const stop = { transactionId, meterStop: 9000, timestamp }
  assert.equal(resultOf(await other.call('StopTransaction', stop)), {
    idTagInfo: { status: 'Accepted' },
  })
  await other.call('StatusNotification', {
    connectorId: 1,
    status: 'Charging',
    errorCode: 'NoError',
  })
  const meterValue = [{ timestamp, sampledValue: [{ value: '9000' }] }]
  await other.call('MeterValues', { connectorId: 1, transactionId, meterValue })
  assert.equal(pick(await only(scene.server), 'station', 'energy', 'stoppedAt'), ['CP1', 0, null])
  assert.is(scene.server.runtime.station('CP2')?.repairs['transaction:foreign'], 2)
})

test('Values from another connector are not those of the transaction they name', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  await meter(scene, 9000, { connectorId: 2, transactionId })
  assert.is((await only(scene.server)).energy, 0)
  assert.is(repairs(scene, 'transaction:foreign'), 1)
})

test('An end of which nobody told the start is recorded, and what is missing is flagged (X7, X21)', async () => {
  await using scene = await openReady()
  const data = [
    {
      timestamp: scene.time(-600),
      sampledValue: [{ value: '1000', context: 'Transaction.Begin' }],
    },
    { timestamp: scene.time(-300), sampledValue: [{ value: '1200' }] },
  ]
  const stop = {
    transactionId: 4711,
    meterStop: 1500,
    timestamp: scene.time(-10),
    reason: 'PowerLoss',
  }
  await scene.tell('StopTransaction', { ...stop, transactionData: data })
  const record = await only(scene.server)
  assert.equal(pick(record, 'id', 'connector', 'startedAt', 'stoppedAt', 'stopReason'), [
    'CP1:4711',
    0,
    null,
    scene.time(-10),
    'PowerLoss',
  ])
  assert.equal(pick(record, 'meterStart', 'meterStop', 'energy', 'flags'), [
    1000,
    1500,
    500,
    ['no-start'],
  ])
})

test('A card that is not known is recorded as refused', async () => {
  const settings = { unknownCards: 'refuse', cards: [{ idTag: 'STAFF' }] }
  await using scene = await openReady({ settings })
  const timestamp = scene.time()
  const start = { connectorId: 1, idTag: 'NOBODY', meterStart: 5, timestamp }
  const id = numberAt(await scene.tell('StartTransaction', start), 'transactionId')
  const stop = { transactionId: id, meterStop: 5, timestamp, reason: 'DeAuthorized' }
  await scene.tell('StopTransaction', stop)
  assert.equal(pick(await only(scene.server), 'idTag', 'idTagStatus', 'energy', 'stopReason'), [
    'NOBODY',
    'Invalid',
    0,
    'DeAuthorized',
  ])
})

test('A station without a clock is recorded at the time of receipt, and flagged (F13)', async () => {
  await using scene = await openReady()
  const started = scene.time()
  const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '1970-01-01T00:00:12Z' }
  const id = numberAt(await scene.tell('StartTransaction', start), 'transactionId')
  await scene.pass(30)
  assert.is(numberAt(await scene.tell('StartTransaction', start), 'transactionId'), id)
  const stop = { transactionId: id, meterStop: 40, timestamp: '2099-01-01T00:00:00Z' }
  await scene.tell('StopTransaction', stop)
  assert.equal(pick(await only(scene.server), 'startedAt', 'stoppedAt', 'energy', 'flags'), [
    started,
    scene.time(),
    40,
    ['clock'],
  ])
  await scene.pass(30)
  // The next one of it looks just the same.
  assert.is.not(numberAt(await scene.tell('StartTransaction', start), 'transactionId'), id)
  assert.is((await listed(scene.server)).length, 2)
})

test('A transaction that ran before the server knew of it is taken up, with what is missing flagged', async () => {
  await using scene = await openReady()
  await scene.status('Charging')
  await meter(scene, 5000, { transactionId: 77 })
  await scene.pass(10)
  await meter(scene, 5200, { transactionId: 77 })
  assert.equal(pick(await only(scene.server), 'connector', 'energy', 'startedAt', 'flags'), [
    1,
    200,
    null,
    ['no-start'],
  ])
  const stop = { transactionId: 77, meterStop: 5300, timestamp: scene.time() }
  await scene.tell('StopTransaction', stop)
  assert.equal(pick(await only(scene.server), 'energy', 'meterStop'), [300, 5300])
})

test('Values with the id of an ended transaction do not bring it back', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  await scene.tell('StopTransaction', { transactionId, meterStop: 1100, timestamp: scene.time() })
  await scene.status('Available')
  await scene.pass(600)
  await meter(scene, 1100, { transactionId, context: 'Trigger' })
  const record = await only(scene.server)
  assert.equal(pick(record, 'energy', 'flags'), [100, []])
  assert.is(record.stoppedAt, scene.time(-600))
})

test('A start on a connector ends what was never told to end', async () => {
  await using scene = await openCharging()
  await meter(scene, 1300, { transactionId: scene.transaction })
  const last = scene.time()
  await scene.pass(3600)
  const start = { connectorId: 1, idTag: 'B', meterStart: 1500, timestamp: scene.time() }
  await scene.tell('StartTransaction', start)
  const [now, before] = await listed(scene.server)
  assert.equal(pick(now, 'idTag', 'stoppedAt', 'flags'), ['B', null, []])
  assert.equal(pick(before, 'energy', 'stoppedAt', 'flags'), [
    300,
    last,
    ['no-end', 'no-meter-stop'],
  ])
})

test('Values that name no transaction are those of the one that runs there', async () => {
  await using scene = await openCharging()
  await scene.pass(10)
  await meter(scene, 1250)
  await meter(scene, 700, { timestamp: scene.time(-3600) })
  const { id } = await only(scene.server)
  const { body } = await scene.server.get(`/api/v1/transactions/${id}`)
  assert.is(at(body, 'energy'), 250)
  assert.is(v.parse(v.array(v.unknown()), at(body, 'meterValues')).length, 1)
})

test('Signed values of 1.6 are kept word for word', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  const signed = {
    value: 'OCMF|{"FV":"1.0","GI":"Box"}|{"SD":"3046"}',
    context: 'Transaction.End',
    format: 'SignedData',
    measurand: 'Energy.Active.Import.Register',
  }
  const timestamp = scene.time()
  const transactionData = [{ timestamp, sampledValue: [{ value: '1500' }, signed] }]
  const stop = { transactionId, meterStop: 1500, timestamp, transactionData }
  await scene.tell('StopTransaction', stop)
  const { id } = await only(scene.server)
  const { body } = await scene.server.get(`/api/v1/transactions/${id}`)
  const [values] = v.parse(v.array(v.unknown()), at(body, 'meterValues'))
  assert.equal(at(values, 'signed'), [{ at: timestamp, value: signed }])
})

test('A restart in the middle of a transaction leaves no trace in it', async () => {
  const clock = new TestClock()
  await using lasting = await LastingServer.start(new FaultyStore(), { clock, plugins })
  const time = (plus = 0) => new Date(clock.now() + plus * 1000).toISOString()
  const start = { connectorId: 1, idTag: 'A', meterStart: 100, timestamp: time() }
  let station = await RawStation.connect(lasting.server, { path: '/S' })
  const tell = async (action: string, payload: object) =>
    resultOf(await station.call(action, payload))
  const id = numberAt(await tell('StartTransaction', start), 'transactionId')
  const values = (value: number, plus: number) => ({
    connectorId: 1,
    transactionId: id,
    meterValue: [{ timestamp: time(plus), sampledValue: [{ value: String(value) }] }],
  })
  await tell('MeterValues', values(150, 10))
  await lasting.kill()
  station = await RawStation.connect(lasting.server, { path: '/S' })
  assert.equal(pick(await only(lasting.server), 'energy', 'stoppedAt'), [50, null])
  // It had no answer, as far as the station knows.
  assert.is(numberAt(await tell('StartTransaction', start), 'transactionId'), id)
  const values2 = values(200, 20)
  await tell('MeterValues', values2)
  await tell('MeterValues', values2)
  const stop = { transactionId: id, meterStop: 250, timestamp: time(30) }
  await clock.advance(60_000)
  await tell('StopTransaction', stop)
  await lasting.kill()
  station = await RawStation.connect(lasting.server, { path: '/S' })
  await tell('StopTransaction', stop)
  const record = await only(lasting.server)
  assert.equal(pick(record, 'energy', 'meterStop', 'flags'), [150, 250, []])
  const { body } = await lasting.server.get(`/api/v1/transactions/${record.id}`)
  assert.is(v.parse(v.array(v.unknown()), at(body, 'meterValues')).length, 2)
  const next = { ...start, meterStart: 250, timestamp: time() }
  assert.is.not(numberAt(await tell('StartTransaction', next), 'transactionId'), id)
  await station.terminate()
})

test.run()
