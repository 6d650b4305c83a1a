import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../runtime/log.ts'
import { collections } from '../runtime/storage/store.ts'
import { FaultyStore } from './support/faulty_store.ts'
import { LastingServer } from './support/lasting_server.ts'
import { RawStation } from './support/raw_station.ts'
import { at, identity, numberAt, resultOf } from './support/scene.ts'
import { startServer, type TestServer } from './support/server.ts'
import { TestClock } from './support/test_clock.ts'

/** Has a station charge at a server, and limits it. */
async function charge(server: TestServer): Promise<{ station: RawStation; transaction: number }> {
  const station = await connect(server)
  resultOf(await station.call('BootNotification', identity))
  await status(station, 'Charging')
  const begin = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: time(0) }
  const started = resultOf(await station.call('StartTransaction', begin))
  const transaction = numberAt(started, 'transactionId')
  await meter(station, transaction, 1500)
  return { station, transaction }
}

test('everything is as it was after a restart, offline until the station comes back', async () => {
  const store = new FaultyStore()
  const first = await startServer({ store, plugins: [] })
  const { station } = await charge(first)
  resultOf(await station.call('Authorize', { idTag: 'OTHER' }))
  await station.terminate()
  await first.until(() => first.runtime.station('CP1')?.online === false)
  const before = await first.get('/api/v1/devices/CP1:1/items')
  const known = first.runtime.station('CP1')
  await first.close()

  await using second = await startServer({ store, plugins: [] })
  const state = second.runtime.station('CP1')
  assert.equal(state?.identity, identity)
  assert.equal(
    [state?.protocol, state?.lastSeen, state?.configuration],
    ['ocpp1.6', known?.lastSeen, known?.configuration],
  )
  const after = await second.get('/api/v1/devices/CP1:1/items')
  assert.equal(timeless(after.body), timeless(before.body))
  assert.match(JSON.stringify(after.body), '"quality":"offline"')
  assert.not.match(JSON.stringify(after.body), '"quality":"good"')
})

test('a status that was acknowledged outlives a kill, for it is not told again', async () => {
  await using lasting = await LastingServer.start(new FaultyStore(), { plugins: [] })
  const { station } = await charge(lasting.server)
  await status(station, 'Available')
  await station.terminate()
  await lasting.kill()
  assert.is(lasting.server.value('CP1:1', 'cablePlugged'), 0)
})

test('a limit that was accepted outlives a kill, for it is to be sent again', async () => {
  await using lasting = await LastingServer.start(new FaultyStore(), { plugins: [] })
  const { station } = await charge(lasting.server)
  assert.is((await lasting.server.write('CP1:1', 'currentSet', 10)).status, 200)
  await station.terminate()
  await lasting.kill()
  assert.is(lasting.server.value('CP1:1', 'currentSet'), 10)
})

test('a station that comes back without a boot goes on where it was', async () => {
  const store = new FaultyStore()
  const clock = new TestClock()
  const first = await startServer({ store, clock, plugins: [] })
  const { station, transaction } = await charge(first)
  await clock.advance(5000, () => station.settle())
  await first.until(() => first.runtime.station('CP1')?.setup.length !== 0)
  assert.is((await first.write('CP1:1', 'currentSet', 10)).status, 200)
  await first.close()
  assert.is((await station.ended).code, 1012)

  await using second = await startServer({ store, clock, plugins: [] })
  const again = await connect(second)
  await clock.advance(5000, () => again.settle())
  assert.equal(
    again.calls.map(({ action, payload }) => [
      action,
      at(payload, 'csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.limit'),
    ]),
    [['SetChargingProfile', 10]],
    'it is not set up again, but the limit is said again, as it worked before',
  )
  await meter(again, transaction, 2500)
  const items = await second.get('/api/v1/devices/CP1:1/items')
  assert.not.match(JSON.stringify(items.body), /"quality":"(offline|stale)"/)
  const stop = { transactionId: transaction, meterStop: 3000, timestamp: time(120) }
  resultOf(await again.call('StopTransaction', stop))
  const [stored, ...others] = await store.transactions({}, { limit: 9 })
  assert.equal([stored?.transaction, others], [String(transaction), []])
  assert.not.equal(stored?.stoppedAt, null)
  resultOf(await again.call('BootNotification', identity))
  await clock.advance(5000, () => again.settle())
  assert.ok(
    again.calls.some(({ action }) => action === 'GetConfiguration'),
    'a boot sets it up again',
  )
})

test('what is written to an absent station is sent after a restart, the last one only', async () => {
  const store = new FaultyStore()
  const clock = new TestClock()
  const first = await startServer({ store, clock, plugins: [] })
  const { station } = await charge(first)
  await clock.advance(5000, () => station.settle())
  await station.terminate()
  await first.until(() => first.runtime.station('CP1')?.online === false)
  assert.is((await first.write('CP1:1', 'currentSet', 8)).status, 202)
  assert.is((await first.write('CP1:1', 'currentSet', 9)).status, 202)
  assert.is((await first.write('CP1:1', 'rfidStop', 'CARD')).status, 503)
  store.fault = 'The disk is full'
  const lost = await first.write('CP1:1', 'currentSet', 7)
  assert.is(lost.status, 409, 'a promise that cannot be kept is not given')
  store.fault = undefined
  // As a kill would: nothing is stored at the end.
  const copy = await copyOf(store)
  await first.close()

  await using second = await startServer({ store: copy, clock, plugins: [] })
  assert.is(second.value('CP1:1', 'currentSet'), 9)
  const again = await connect(second)
  await clock.advance(5000, () => again.settle())
  const limits = again.calls.filter(({ action }) => action === 'SetChargingProfile')
  assert.equal(
    limits.map(({ payload }) =>
      at(payload, 'csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.limit'),
    ),
    [9],
  )
})

test('a running transaction that nobody knows is adopted, and its end is taken', async () => {
  const store = new FaultyStore()
  await using server = await startServer({ store, plugins: [] })
  await using station = await connect(server)
  await status(station, 'Charging')
  await meter(station, 4711, 5000)
  await meter(station, 4711, 6000)
  const stop = { transactionId: 4711, meterStop: 7000, timestamp: time(120) }
  resultOf(await station.call('StopTransaction', stop))
  const [stored, ...others] = await store.transactions({}, { limit: 9 })
  assert.equal([stored?.transaction, others], ['4711', []])
})

test('samples as an earlier release stored them are known', async () => {
  const store = new FaultyStore()
  const usual = { phase: '', location: '', context: 'Sample.Periodic' }
  const at = Date.parse(time(0))
  const samples = [
    { ...usual, at, measurand: 'Current.Import', phase: 'L1', value: 16 },
    { ...usual, at: at + 5, measurand: 'Power.Active.Import', value: 11_000 },
  ]
  const value = { version: 1, problems: [], samples }
  await store.commit([{ kind: 'put', collection: 'connector', key: 'CP1:1', value }])
  await using server = await startServer({ store, plugins: [] })
  const { facts } = server.runtime.hub.device('CP1:1') ?? {}
  assert.equal([...(facts?.samples ?? [])], samples)
})

test('what cannot be read is left out with a warning, and the rest is known', async () => {
  const store = new FaultyStore()
  const first = await startServer({ store, plugins: [] })
  const { station } = await charge(first)
  await station.terminate()
  await first.close()
  await store.commit([
    { kind: 'put', collection: 'station', key: 'CP2', value: { version: 99 } },
    { kind: 'put', collection: 'connector', key: 'CP1:1', value: 'nonsense' },
  ])
  const warnings: unknown[] = []
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) }
  await using second = await startServer({ store, log, plugins: [] })
  assert.equal(second.runtime.station('CP1')?.identity, identity)
  assert.is(second.runtime.station('CP2'), undefined)
  assert.match(JSON.stringify(warnings), '"collection":"station","key":"CP2"')
  assert.match(JSON.stringify(warnings), '"collection":"connector","key":"CP1:1"')
})

test.run()

async function connect(server: TestServer): Promise<RawStation> {
  const station = await RawStation.connect(server, { path: '/CP1' })
  for (const action of ['SetChargingProfile', 'ChangeConfiguration', 'TriggerMessage']) {
    station.on(action, { payload: { status: 'Accepted' } })
  }
  return station.on('GetConfiguration', { payload: { configurationKey: [], unknownKey: [] } })
}

/** Items without what passes with time. */
function timeless(items: unknown): unknown {
  return JSON.parse(JSON.stringify(items, (key, value) => (key === 'at' ? undefined : value)))
}

/** What a process would find that began after a kill at this moment. */
async function copyOf(store: FaultyStore): Promise<FaultyStore> {
  const copy = new FaultyStore()
  for (const collection of collections) {
    for (const [key, value] of await store.documents(collection)) {
      await copy.commit([{ kind: 'put', collection, key, value }])
    }
  }
  return copy
}

async function status(station: RawStation, word: string): Promise<void> {
  resultOf(
    await station.call('StatusNotification', {
      connectorId: 1,
      errorCode: 'NoError',
      status: word,
    }),
  )
}

async function meter(station: RawStation, transactionId: number, wh: number): Promise<void> {
  const sampledValue = [
    { value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    { value: '16', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
  ]
  const meterValue = [{ timestamp: time(60), sampledValue }]
  resultOf(await station.call('MeterValues', { connectorId: 1, transactionId, meterValue }))
}

function time(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString()
}
