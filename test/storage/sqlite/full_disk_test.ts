import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../../runtime/clock.ts'
import { silentLog } from '../../../runtime/log.ts'
import { SqliteStore } from '../../../runtime/storage/sqlite/sqlite_store.ts'
import type { Change } from '../../../runtime/storage/store.ts'
import { RawStation } from '../../support/raw_station.ts'
import { numberAt, resultOf } from '../../support/scene.ts'
import { startServer } from '../../support/server.ts'

const options = { clock: systemClock, log: silentLog }
const megabyte = 1024 * 1024

test('a full store says so, loses nothing, and goes on when there is room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-full-'))
  const store = await SqliteStore.open(folder, { ...options, maxPages: 40 })
  const stored: string[] = []
  let problem = ''
  while (problem === '') {
    const key = `s${stored.length}`
    await store.commit([put(key, 'x'.repeat(4000))]).then(
      () => stored.push(key),
      (error: Error) => {
        problem = `${error.name}: ${error.message}`
      },
    )
  }
  assert.is(problem, 'StoreError: database or disk is full')
  assert.is(store.failure, 'database or disk is full')
  assert.equal([...(await store.documents('station')).keys()].sort(), stored.toSorted())
  await store.commit(stored.map((key) => ({ kind: 'delete', collection: 'station', key })))
  assert.is(store.failure, undefined)
  await store.commit([put('again', 1)])
  assert.equal([...(await store.documents('station'))], [['again', 1]])
  await store.close()
  await rm(folder, { recursive: true })
})

test('on a full disk nothing is acknowledged, and all goes on by itself when there is room', async () => {
  const disk = await smallDisk()
  assert.is(disk !== undefined, mayMount())
  // Where nobody may mount one, the test above stands for it.
  if (disk === undefined) return
  const store = await SqliteStore.open(join(disk.folder, 'data'), options)
  const server = await startServer({ store, plugins: [] })
  const station = await RawStation.connect(server, { path: '/CP1' })
  const filler = join(disk.folder, 'filler')
  await writeFile(filler, '')
  await fill(filler)
  const start = JSON.stringify([
    2,
    'start',
    'StartTransaction',
    { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: '2026-01-31T12:00:00Z' },
  ])
  const refused = await station.exchange(start, 'start')
  assert.equal(refused.slice(0, 3), [4, 'start', 'InternalError'])
  const ready = await server.get('/ready')
  assert.is(ready.status, 503)
  assert.match(JSON.stringify(ready.body), 'Nothing can be stored: ')
  assert.equal(await store.transactions({}, { limit: 9 }), [])
  await truncate(filler)
  await server.until(() => server.runtime.ready().ready, 'the store works again by itself')
  const id = numberAt(resultOf(await station.exchange(start, 'start')), 'transactionId')
  const rows = await store.transactions({}, { limit: 9 })
  assert.equal(
    rows.map(({ transaction }) => transaction),
    [String(id)],
  )
  await station.terminate()
  await server.close()
  await store.close()
  disk.remove()
  await rm(disk.folder, { recursive: true })
})

test.run()

function put(key: string, value: unknown): Change {
  return { kind: 'put', collection: 'station', key, value }
}

/** Whether this process has the capability that mounting needs (CAP_SYS_ADMIN, bit 21). */
function mayMount(): boolean {
  if (process.platform !== 'linux') return false
  const [, hex = '0'] =
    /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return ((BigInt(`0x${hex}`) >> 21n) & 1n) === 1n
}

/** A file system of a few megabytes, if this process may mount one. */
async function smallDisk(): Promise<{ folder: string; remove(): void } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' })
    return { folder, remove: () => execFileSync('umount', ['-l', folder]) }
  } catch {
    await rm(folder, { recursive: true })
    return undefined
  }
}

/** Fills the file system that a file lies on, to the last page. */
async function fill(file: string): Promise<void> {
  // Should it ever be another one than the small one, it is not filled.
  for (const size of [megabyte, 65_536, 4096]) {
    for (let n = 0; n < 20; n++) {
      const done = await writeFile(file, Buffer.alloc(size), { flag: 'a' }).then(
        () => true,
        () => false,
      )
      if (!done) break
    }
  }
}
