import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FileStore, type Keyed, NoRoom } from '../../runtime/files/file_store.ts'
import { TooLarge } from '../../runtime/files/folder.ts'
import { rangeOf } from '../../runtime/files/range.ts'
import { safeName } from '../../runtime/files/stored_file.ts'
import { silentLog } from '../../runtime/log.ts'
import { TestClock } from '../support/test_clock.ts'

const day = 86_400_000

interface Scene extends AsyncDisposable {
  readonly folder: string
  readonly clock: TestClock
  /** A store over the folder, as after a restart. */
  store(): FileStore
}

async function scene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-test-files-'))
  const clock = new TestClock()
  const stores: FileStore[] = []
  return {
    folder,
    clock,
    store() {
      const store = new FileStore({
        folder,
        clock,
        log: silentLog,
        largest: 100,
        keep: 30 * day,
      })
      stores.push(store)
      return store
    },
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function* bytes(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield new TextEncoder().encode(part)
}

async function receive(store: FileStore, { key }: Keyed, ...parts: readonly string[]) {
  return await store.receive(key, { name: 'a.txt', content: bytes(...parts) })
}

async function textOf(store: FileStore, station: string, id: string): Promise<string> {
  const file = store.get(station, id)
  if (file === undefined) throw new Error(`No file ${id}`)
  return await new Response(store.read(file, { from: 0, to: (file.size ?? 0) - 1 })).text()
}

test('files and keys outlive the process', async () => {
  await using stage = await scene()
  const before = stage.store()
  const slot = await before.slot('CP1', day)
  const offered = await before.offer('CP1', { name: 'fw.bin', content: bytes('firm', 'ware') })
  const after = stage.store()
  await after.open()
  assert.is(await textOf(after, 'CP1', offered.id), 'firmware')
  await receive(after, slot, 'log')
  assert.is(await textOf(after, 'CP1', slot.file.id), 'log')
  assert.is(after.get('CP2', offered.id), undefined)
  assert.is(await receive(after, slot, 'again'), 'used')
})

test('what lies in the folder and is none of ours is left alone', async () => {
  await using stage = await scene()
  await writeFile(join(stage.folder, 'notes.json'), '{}')
  await writeFile(join(stage.folder, 'x.part'), 'half')
  await writeFile(join(stage.folder, 'broken.json'), '{')
  await stage.store().open()
  assert.equal((await readdir(stage.folder)).sort(), ['broken.json', 'notes.json'])
})

test('files go after their time, and slots nobody used when their keys are over', async () => {
  await using stage = await scene()
  const store = stage.store()
  const slot = await store.slot('CP1', day)
  const unused = await store.slot('CP1', day)
  await receive(store, slot, 'log')
  await stage.clock.advance(2 * day)
  assert.is(store.byKey(slot.key), undefined)
  assert.is(store.everByKey(slot.key)?.id, slot.file.id)
  assert.equal(
    store.list('CP1').map(({ id }) => id),
    [slot.file.id],
  )
  assert.is(await receive(store, unused, 'late'), 'unknown')
  await stage.clock.advance(29 * day)
  // The file system takes its turns.
  while ((await readdir(stage.folder)).length > 0) await stage.clock.advance(600_000)
  assert.equal(store.list('CP1'), [])
})

test('a file larger than allowed leaves nothing behind', async () => {
  await using stage = await scene()
  const store = stage.store()
  const slot = await store.slot('CP1', day)
  try {
    await receive(store, slot, 'x'.repeat(60), 'x'.repeat(41))
    assert.unreachable('It is too large')
  } catch (error) {
    assert.instance(error, TooLarge)
  }
  assert.equal(await readdir(stage.folder), [`${slot.file.id}.json`])
})

test('a station has so many files at most, and all together so much room', async () => {
  await using stage = await scene()
  const store = stage.store()
  const first = await store.offer('CP1', { name: 'a', content: bytes('a') })
  for (let index = 0; index < 50; index++) await store.slot('CP1', day)
  assert.is(store.list('CP1').length, 50)
  assert.is(store.get('CP1', first.id), undefined)
  for (let index = 0; index < 32; index++) {
    await store.offer('CP2', { name: 'a', content: bytes('x'.repeat(100)) })
  }
  try {
    await store.offer('CP3', { name: 'a', content: bytes('x') })
    assert.unreachable('There is no room')
  } catch (error) {
    assert.instance(error, NoRoom)
  }
})

test('two uploads by one key at a time are one too many', async () => {
  await using stage = await scene()
  const store = stage.store()
  const slot = await store.slot('CP1', day)
  const both = await Promise.all([receive(store, slot, 'one'), receive(store, slot, 'two')])
  assert.is(both[1], 'busy')
  assert.is(await textOf(store, 'CP1', slot.file.id), 'one')
})

test('no name leads out of a folder, or breaks a header', () => {
  assert.is(safeName('../../etc/passwd'), 'passwd')
  assert.is(safeName('C:\\logs\\a.log'), 'a.log')
  assert.is(safeName('..'), undefined)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const safe = safeName(name)
      if (safe === undefined) return
      assert.not.match(safe, /[/\\\0\r\n":;]|^\.|\.$/)
      assert.ok(safe.length >= 1 && safe.length <= 100)
    }),
  )
})

test('a range lies within the content, or is none', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.option(fc.nat(80)), fc.option(fc.nat(80)), (size, from, to) => {
      const range = rangeOf(`bytes=${from ?? ''}-${to ?? ''}`, size)
      if (range === undefined || range === null) return
      assert.ok(range.from >= 0 && range.from <= range.to && range.to < size)
    }),
  )
})

test.run()
