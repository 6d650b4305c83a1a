import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { MemoryStore } from '../runtime/storage/memory.ts'
import { SqliteStore } from '../runtime/storage/sqlite/sqlite_store.ts'
import type { Change } from '../runtime/storage/store.ts'
import { RawStation } from './support/raw_station.ts'
import { at, openCharging, resultOf, type Scene } from './support/scene.ts'
import { startServer } from './support/server.ts'
import { TestClock, testStart } from './support/test_clock.ts'

async function metered(scene: Scene & { readonly transaction: number }, watts: number) {
  const sampledValue = [{ measurand: 'Power.Active.Import', unit: 'W', value: String(watts) }]
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
  })
}

async function values(scene: Scene, key: string, query = '') {
  const { status, body } = await scene.server.get(
    `/api/v1/devices/${scene.address}/items/${key}/history${query}`,
  )
  assert.is(status, 200, JSON.stringify(body))
  if (!Array.isArray(body)) throw new Error('No list')
  return body.map((entry: unknown) => at(entry, 'value'))
}

test('What a wallbox reports is there over time, and its absence is a gap', async () => {
  await using scene = await openCharging({ settings: { historyDeadbands: { kW: 0.5 } } })
  await metered(scene, 7000)
  await scene.pass(10)
  await metered(scene, 7300)
  await scene.pass(10)
  await metered(scene, 11_000)
  await scene.pass(10)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  await scene.settle()
  assert.equal((await values(scene, 'power')).slice(-3), [7, 11, null])
  assert.equal((await values(scene, 'cps')).slice(-2), [67, null])
  const mean = await values(scene, 'power', `?step=10&from=${scene.time(-30)}`)
  assert.equal(mean, [7, 7, 11])
  const reply = await scene.server.get(`/api/v1/devices/${scene.address}/items/liveticker/history`)
  assert.is(reply.status, 404)
  const metrics = await scene.server.get('/metrics')
  assert.match(String(metrics.body), /^ddf_history_series [1-9]\d*$/m)
})

test('History goes on after a restart, with a gap', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-history-'))
  const options = { clock: systemClock, log: silentLog }
  const before = await SqliteStore.open(folder, options)
  {
    await using scene = await openCharging({ store: before })
    await metered(scene, 7000)
    await scene.pass(10)
  }
  await before.close()
  const store = await SqliteStore.open(folder, options)
  {
    await using scene = await openCharging({ store, now: testStart + 60_000 })
    await metered(scene, 11_000)
    await scene.pass(10)
    const all = await values(scene, 'power', `?from=${scene.time(-3600)}`)
    assert.equal(all.slice(all.indexOf(7)), [7, null, 0, 11])
  }
  await store.close()
  await rm(folder, { recursive: true })
})

test('What a wallbox takes for the time moves nothing in history', async () => {
  await using scene = await openCharging()
  await metered(scene, 7000)
  await scene.pass(10)
  const sampledValue = [{ measurand: 'Power.Active.Import', unit: 'W', value: '9000' }]
  for (const timestamp of ['2099-01-01T00:00:00Z', '1970-01-01T00:00:00Z']) {
    const meterValue = [{ timestamp, sampledValue }]
    await scene.tell('MeterValues', {
      connectorId: 1,
      transactionId: scene.transaction,
      meterValue,
    })
    await scene.pass(10)
  }
  const path = `/api/v1/devices/${scene.address}/items/power/history`
  const query = `?from=${scene.time(-3600)}&to=2100-01-01T00:00:00Z`
  const { body } = await scene.server.get(path + query)
  const times = Array.isArray(body) ? body.map((entry: unknown) => String(at(entry, 'at'))) : []
  assert.ok(times.length > 0)
  for (const time of times) {
    assert.ok(time >= scene.time(-3600) && time <= scene.time(), time)
  }
  assert.ok((await values(scene, 'power')).includes(7))
})

/** A clock that somebody sets. */
class SetClock extends TestClock {
  /** By how much it is wrong, ms. */
  ahead = 0

  override now(): number {
    return super.now() + this.ahead
  }
}

test('A clock that is wrong for a moment loses no history', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-history-'))
  const store = await SqliteStore.open(folder, { clock: systemClock, log: silentLog })
  const clock = new SetClock()
  {
    await using server = await startServer({ store, clock, plugins: [] })
    // One commit leads to another, and what is read comes after those that were asked for.
    const stored = async () => {
      for (let i = 0; i < 4; i++) await store.history.journal()
    }
    const said = async (status: string) => {
      await using station = await RawStation.connect(server, { path: '/CP1' })
      const report = { connectorId: 1, errorCode: 'NoError', status }
      resultOf(await station.call('StatusNotification', report))
      await clock.advance(30_000, stored)
    }
    await said('Charging')
    clock.ahead = Date.UTC(2099, 0, 1) - testStart
    await said('Faulted')
    clock.ahead = 0
    await said('Available')
    const from = new Date(testStart).toISOString()
    const path = `/api/v1/devices/CP1:1/items/cps/history?from=${from}`
    const { body } = await server.get(path)
    const all = Array.isArray(body) ? body.map((entry: unknown) => at(entry, 'value')) : []
    assert.equal(all, [67, 65])
  }
  await store.close()
  await rm(folder, { recursive: true })
})

/** Notes which series are forgotten. */
class NotingStore extends MemoryStore {
  readonly forgotten: number[] = []

  override async commit(changes: readonly Change[]): Promise<void> {
    await super.commit(changes)
    for (const change of changes) {
      if (change.kind === 'history-forgotten') this.forgotten.push(...change.series)
    }
  }
}

test('Where there is little room a wallbox of the settings keeps its history over a restart', async () => {
  const store = new NotingStore()
  const keys = Array.from({ length: 20 }, (_, n) => `key${n}`)
  const seen = { kind: 'history-series', first: 1, address: 'CP1:1', keys: ['power'] } as const
  const invented = Array.from({ length: 5000 }, (_, n) => ({
    ...{ kind: 'history-series' as const, first: 2 + n * keys.length },
    ...{ address: `invented-${n}:1`, keys },
  }))
  await store.commit([seen, ...invented])
  const clock = new TestClock()
  await using server = await startServer({
    ...{ store, clock, plugins: [], settings: { slaves: ['CP1:1'] } },
  })
  await clock.advance(5000)
  assert.equal(store.forgotten.slice(0, 3), [2, 3, 4])
  assert.is(server.runtime.device('CP1:1')?.online, false)
})

test('History can be switched off', async () => {
  await using scene = await openCharging({ settings: { history: 'off' } })
  const reply = await scene.server.get(`/api/v1/devices/${scene.address}/items/power/history`)
  assert.is(reply.status, 404)
  assert.is(at(reply.body, 'type'), '/problems/no-history')
})

test.run()
