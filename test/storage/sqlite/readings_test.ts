import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fileName } from '../../../runtime/storage/sqlite/open_file.ts'
import type { SqliteStore } from '../../../runtime/storage/sqlite/sqlite_store.ts'
import { migrations } from '../../../runtime/storage/sqlite/tables.ts'
import type { Change } from '../../../runtime/storage/store.ts'
import type { TransactionRow } from '../../../runtime/storage/transactions.ts'
import { newFolder, open } from './support/folders.ts'

/** More readings than the journal takes before it is emptied. */
const many = 20_000

test('readings are the same before and after the journal is emptied, and once', async () => {
  const folder = newFolder()
  const store = await open(folder)
  await store.commit([put('a', 0), put('b', 0), put('c', 0, { live: false })])
  const times = Array.from({ length: many }, (_, n) => n * 1000)
  for (let from = 0; from < many; from += 500) {
    await store.commit(times.slice(from, from + 500).map((at) => read(at % 2000 ? 'b' : 'a', at)))
  }
  await store.commit([
    read('a', 0),
    read('a', (many - 2) * 1000),
    read('b', 1000, 'sig'),
    read('c', 1),
  ])
  const ofA = times.filter((at) => at % 2000 === 0)
  const timesOf = async (from: SqliteStore, id: string) =>
    (await from.readings(id)).map(({ at }) => at)
  assert.equal(await timesOf(store, 'a'), ofA)
  assert.equal(await timesOf(store, 'c'), [1])
  const { parts, journaled, shown } = counts(folder)
  assert.ok(parts > 0 && parts < many / 10, `${parts} parts`)
  assert.ok(journaled > 0 && journaled < many / 2, `${journaled} in the journal`)
  assert.is(shown, many + 1)
  await store.close()
  const again = await open(folder)
  await again.commit([read('a', ofA[7] ?? 0), read('a', (many - 2) * 1000), read('a', 77)])
  assert.equal(await timesOf(again, 'a'), [...ofA, 77])
  await again.close()
})

test('what is not counted yet is found in parts and in the journal', async () => {
  const store = await open(newFolder())
  const last = many * 1000
  await store.commit([put('a', 0)])
  const times = Array.from({ length: many }, (_, n) => n * 1000)
  await store.commit(times.map((at) => read('a', at)))
  await store.commit([read('a', last), put('a', last - 2000)])
  const [live] = await store.liveTransactions()
  assert.equal(
    live?.readings.map(({ at }) => at),
    [last - 2000, last - 1000, last],
  )
  await store.close()
})

test('what is forgotten leaves nothing, and who comes next does not get it', async () => {
  const folder = newFolder()
  const store = await open(folder)
  await store.commit([put('a', 0), put('b', 0, { stoppedAt: 5 }), read('b', 2), read('a', 3)])
  await store.commit([
    read('b', 4),
    { kind: 'forget-transactions', stoppedBefore: 9 },
    put('next', 0),
    read('next', 7),
  ])
  assert.equal(await store.readings('next'), [{ transaction: 'next', at: 7, samples: 's7' }])
  assert.equal(await store.readings('a'), [{ transaction: 'a', at: 3, samples: 's3' }])
  assert.is(counts(folder).shown, 2)
  await store.close()
})

test('a commit that is undone takes its readings with it', async () => {
  const store = await open(newFolder())
  await store.commit([put('a', 0), read('a', 1)])
  const broken: Change = { ...read('a', 2), kind: JSON.parse('"nonsense"') }
  const results = await Promise.allSettled([
    store.commit([read('a', 3)]),
    store.commit([read('a', 4), broken]),
    store.commit([read('a', 4, 'sig')]),
  ])
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal(await store.readings('a'), [
    { transaction: 'a', at: 1, samples: 's1' },
    { transaction: 'a', at: 3, samples: 's3' },
    { transaction: 'a', at: 4, samples: 's4', signed: 'sig' },
  ])
  await store.close()
})

test('readings of an earlier release are kept in their order', async () => {
  const folder = newFolder()
  await mkdir(folder)
  const db = new Database(join(folder, fileName))
  db.exec(`${migrations.slice(0, 4).join(';')}; pragma user_version = 4`)
  db.exec(`insert into "transaction" values
    (1, 'a', 'X', 'a', 1, 1, null, 1, 0, '{}'), (2, 'b', 'X', 'b', 1, 1, null, 1, 0, '{}')`)
  const insert = db.prepare('insert into reading values (null, ?, ?, ?, ?)')
  db.exec('begin')
  for (let n = 0; n < 3000; n++)
    insert.run([1 + (n % 2), 5000 - n, `s${n}`, n === 4 ? 'sig' : null])
  db.exec('commit')
  db.close()
  const store = await open(folder)
  await store.commit([read('a', 9000), { kind: 'reading', row: readingOf('a', 5000, 's0') }])
  const found = await store.readings('a')
  assert.is(found.length, 1501)
  assert.equal(found.slice(0, 3), [
    { transaction: 'a', at: 5000, samples: 's0' },
    { transaction: 'a', at: 4998, samples: 's2' },
    { transaction: 'a', at: 4996, samples: 's4', signed: 'sig' },
  ])
  assert.equal(
    found.slice(-2).map(({ at }) => at),
    [2002, 9000],
  )
  await store.close()
})

test.run()

function put(id: string, counted: number, given: Partial<TransactionRow> = {}): Change {
  const ids = { id, station: 'X', transaction: id, connector: 1 }
  const row = { ...ids, at: 1, stoppedAt: null, live: true, counted, value: {}, ...given }
  return { kind: 'transaction', row }
}

function read(transaction: string, at: number, signed?: string): Change {
  return { kind: 'reading', row: { ...readingOf(transaction, at, `s${at}`), signed } }
}

function readingOf(transaction: string, at: number, samples: string) {
  return { transaction, at, samples }
}

/** What is in the tables, and what the view shows of both. */
function counts(folder: string) {
  const db = new Database(join(folder, fileName))
  const one = (sql: string) => Number(db.prepare(sql).raw().all([]).flat()[0])
  const found = {
    parts: one('select count(*) from readingPart'),
    journaled: one('select sum(json_array_length(data)) from readingJournal'),
    shown: one('select count(distinct "transaction" || \' \' || at) from reading'),
  }
  db.close()
  return found
}
