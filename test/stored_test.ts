import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FaultyStore } from './support/faulty_store.ts'
import { RawStation } from './support/raw_station.ts'
import { numberAt, resultOf } from './support/scene.ts'
import { startServer, type TestServer } from './support/server.ts'

const at = '2026-01-31T12:00:00Z'
const start = JSON.stringify([
  2,
  'start',
  'StartTransaction',
  { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: at },
])

function connect(server: TestServer, id: string): Promise<RawStation> {
  return RawStation.connect(server, { path: `/${id}` })
}

/** A gate that is closed until it is told to open. */
function gate(): { readonly closed: Promise<void>; open(): void } {
  let open = () => {}
  const closed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { closed, open }
}

test('an answer leaves when what it acknowledges is stored, and nobody else waits', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  await using station = await connect(server, 'CP1')
  await using other = await connect(server, 'CP2')
  const { closed, open } = gate()
  store.gate = closed
  const started = station.exchange(start, 'start')
  await server.until(() => store.asked.length > 0)
  const beat = station.call('Heartbeat')
  resultOf(await other.call('Heartbeat'))
  assert.equal(station.received, [], 'the answer is held, and what comes after it too')
  open()
  assert.type(numberAt(resultOf(await started), 'transactionId'), 'number')
  resultOf(await beat)
  assert.equal(
    station.received.map(([, id]) => id),
    ['start', 's-1'],
  )
})

test('what cannot be stored is refused, and taken once when it comes again (F17)', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  await using station = await connect(server, 'CP1')
  store.fault = 'The disk is full'
  const refused = await station.exchange(start, 'start')
  assert.equal(refused.slice(0, 3), [4, 'start', 'InternalError'])
  resultOf(await station.call('Heartbeat'))
  const ready = await server.get('/ready')
  assert.is(ready.status, 503)
  assert.match(JSON.stringify(ready.body), 'Nothing can be stored: The disk is full')
  assert.equal(await store.transactions({}, { limit: 9 }), [])
  const again = await station.exchange(start, 'start')
  assert.is(again[2], 'InternalError', 'the answer of before was not remembered')
  store.fault = undefined
  const id = numberAt(resultOf(await station.exchange(start, 'start')), 'transactionId')
  assert.is((await server.get('/ready')).status, 200)
  const [stored, ...others] = await store.transactions({}, { limit: 9 })
  assert.is(stored?.transaction, String(id))
  assert.equal(others, [])
  const same = await station.exchange(start, 'start')
  assert.is(numberAt(resultOf(same), 'transactionId'), id)
})

test('meter values and the end of a transaction wait for the store as well', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  await using station = await connect(server, 'CP1')
  const transactionId = numberAt(resultOf(await station.exchange(start, 'start')), 'transactionId')
  const sampledValue = [{ value: '1500', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
  const values = {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: '2026-01-31T12:10:00Z', sampledValue }],
  }
  const stop = { transactionId, meterStop: 2000, timestamp: '2026-01-31T13:00:00Z' }
  for (const [action, payload] of [
    ['MeterValues', values],
    ['StopTransaction', stop],
  ] as const) {
    store.fault = 'The disk is full'
    const text = JSON.stringify([2, action, action, payload])
    assert.is((await station.exchange(text, action))[2], 'InternalError', action)
    store.fault = undefined
    resultOf(await station.exchange(text, action))
  }
  const [stored] = await store.transactions({}, { limit: 9 })
  assert.is(stored?.stoppedAt, Date.parse('2026-01-31T13:00:00Z'))
  assert.is((await store.readings(stored?.id ?? '')).length, 1)
  const { body } = await server.get('/api/v1/transactions')
  assert.match(JSON.stringify(body), '"energy":1000')
})

test('in OCPP 2.0.1 an event of a transaction waits as well', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store })
  await using station = await RawStation.connect(server, {
    path: '/CP1',
    protocols: ['ocpp2.0.1'],
  })
  const event = {
    eventType: 'Started',
    timestamp: at,
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: 'T-1' },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: 'CARD', type: 'ISO14443' },
  }
  const text = JSON.stringify([2, 'event', 'TransactionEvent', event])
  store.fault = 'The disk is full'
  const refused = await station.exchange(text, 'event')
  assert.equal(refused.slice(0, 3), [4, 'event', 'InternalError'])
  store.fault = undefined
  resultOf(await station.exchange(text, 'event'))
  const [stored, ...others] = await store.transactions({}, { limit: 9 })
  assert.equal([stored?.transaction, others], ['T-1', []])
})

test('with a plugin in an isolate it is the same', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store, plugins: [] })
  const folder = join(server.plugins, 'acme')
  await mkdir(folder)
  const source = `import { definePlugin } from 'ddf-runtime/plugin'
export default definePlugin({
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'ACME' }],
  hooks: { payload: (_, payload) => payload, event: (event) => event },
})
`
  await writeFile(join(folder, 'plugin.js'), source)
  await server.until(() => server.runtime.plugins().some(({ name }) => name === 'acme'))
  await using station = await connect(server, 'CP1')
  resultOf(
    await station.call('BootNotification', { chargePointVendor: 'ACME', chargePointModel: 'X' }),
  )
  assert.is(server.runtime.station('CP1')?.plugin, 'acme')
  store.fault = 'The disk is full'
  assert.is((await station.exchange(start, 'start'))[2], 'InternalError')
  store.fault = undefined
  const id = numberAt(resultOf(await station.exchange(start, 'start')), 'transactionId')
  const stored = await store.transactions({}, { limit: 9 })
  assert.equal(
    stored.map(({ transaction }) => transaction),
    [String(id)],
  )
})

test.run()
