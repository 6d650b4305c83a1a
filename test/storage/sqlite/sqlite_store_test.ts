import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fileName } from '../../../runtime/storage/sqlite/open_file.ts'
import { migrations } from '../../../runtime/storage/sqlite/tables.ts'
import type { Change } from '../../../runtime/storage/store.ts'
import { storeContract } from '../contract.ts'
import { historyContract } from '../history_contract.ts'
import { transactionsContract } from '../transactions_contract.ts'
import { newFolder, open } from './support/folders.ts'

storeContract(test, () => open(newFolder()))
transactionsContract(test, () => open(newFolder()))
historyContract(test, () => open(newFolder()))

test('what was committed is there when the folder is opened again', async () => {
  const folder = newFolder()
  const before = await open(folder)
  await before.commit([put('a', { n: 1 })])
  await before.close()
  const after = await open(folder)
  assert.equal([...(await after.documents('station'))], [['a', { n: 1 }]])
  await after.close()
})

test('closing commits what waits', async () => {
  const folder = newFolder()
  const before = await open(folder)
  const commits = [before.commit([put('a', 1)]), before.commit([put('b', 2)])]
  await before.close()
  await Promise.all(commits)
  const after = await open(folder)
  assert.is((await after.documents('station')).size, 2)
  await after.close()
})

test('a thousand commits of one turn are far fewer transactions', async () => {
  const folder = newFolder()
  const store = await open(folder)
  const all = Array.from({ length: 1000 }, (_, index) => store.commit([put(`s${index}`, index)]))
  await Promise.all(all)
  assert.is((await store.documents('station')).size, 1000)
  // Each transaction writes every page it touched once more.
  const pages = pagesWritten(folder)
  assert.ok(pages > 0 && pages < 200, `${pages} pages were written`)
  await store.close()
})

test('a commit at fault spoils no other one, and is undone as a whole', async () => {
  const store = await open(newFolder())
  const broken: Change[] = [put('b', 1), { ...put('c', 1), collection: nothing() }]
  const results = await Promise.allSettled([
    store.commit([put('a', 1)]),
    store.commit(broken),
    store.commit([put('d', 1)]),
  ])
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal([...(await store.documents('station')).keys()], ['a', 'd'])
  assert.is(store.failure, undefined)
  await store.close()
})

test('a second store on the same folder is refused until the first is closed', async () => {
  const folder = newFolder()
  const first = await open(folder)
  assert.is(
    await problemOf(folder),
    `StoreError: Cannot use the folder of data ${folder}: it is in use by another process that runs`,
  )
  await first.close()
  await (await open(folder)).close()
})

test('a file of a later release is refused as it is', async () => {
  const folder = newFolder()
  await (await open(folder)).close()
  const known = migrations.length
  edit(folder, `pragma user_version = ${known + 1}`)
  assert.match(
    await problemOf(folder),
    `it was written by a later release (schema ${known + 1}, this one knows ${known})`,
  )
})

test('a file of an earlier release gets the steps it lacks and keeps what it has', async () => {
  const folder = newFolder()
  await mkdir(folder)
  edit(
    folder,
    `${migrations[0]}; pragma user_version = 1; insert into document values ('station', 'a', '7')`,
  )
  const store = await open(folder)
  assert.equal([...(await store.documents('station'))], [['a', 7]])
  await store.close()
})

test('a folder that cannot be used is named with the reason', async () => {
  const folder = newFolder()
  await mkdir(folder)
  await writeFile(join(folder, fileName), 'this is no database, in no release of it '.repeat(100))
  const said = await problemOf(folder)
  assert.match(
    said,
    `Cannot use the folder of data ${folder}: file is not a database (ddf.sqlite is`,
  )
  assert.match(said, 'put a backup in its place')
  await rm(join(folder, fileName))
  await writeFile(join(folder, 'lock.sqlite'), 'this is no database either, '.repeat(100))
  assert.match(await problemOf(folder), `${folder}: lock.sqlite is damaged: delete it`)
  const file = newFolder()
  await writeFile(file, '')
  assert.match(await problemOf(file), `Cannot use the folder of data ${file}: EEXIST`)
})

test('what is stored is for nobody else to read', async () => {
  const folder = newFolder()
  await (await open(folder)).close()
  assert.is((await stat(folder)).mode & 0o077, 0)
})

test.run()

function put(key: string, value: unknown) {
  return { kind: 'put', collection: 'station', key, value } as const
}

/** What no table takes. */
function nothing(): 'station' {
  return JSON.parse('null')
}

function edit(folder: string, sql: string): void {
  const db = new Database(join(folder, fileName))
  db.exec(sql)
  db.close()
}

/** Pages in the log of the file since it was opened. */
function pagesWritten(folder: string): number {
  const db = new Database(join(folder, fileName))
  const [found] = db.prepare('pragma wal_checkpoint(passive)').raw().all([])
  db.close()
  return Number(Array.isArray(found) ? found[1] : undefined)
}

function problemOf(folder: string): Promise<string> {
  return open(folder).then(
    () => 'opened',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}
