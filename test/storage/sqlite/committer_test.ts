import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../../../runtime/log.ts'
import { SqliteStore } from '../../../runtime/storage/sqlite/sqlite_store.ts'
import type { Change } from '../../../runtime/storage/store.ts'
import { TestClock } from '../../support/test_clock.ts'
import { newFolder } from './support/folders.ts'

/** A clock that can be set back. */
class LooseClock extends TestClock {
  setBack = 0

  override now(): number {
    return super.now() - this.setBack
  }
}

const put = (key: string): Change => ({ kind: 'put', collection: 'station', key, value: 1 })
/** Time within which a commit begins at the latest, ms. */
const pace = 8

async function opened() {
  const clock = new LooseClock()
  const store = await SqliteStore.open(newFolder(), { clock, log: silentLog })
  const several = () => Promise.all([store.commit([put('a')]), store.commit([put('b')])])
  return { clock, store, several, [Symbol.asyncDispose]: () => store.close() }
}

test('commits one after the other never wait', async () => {
  await using at = await opened()
  for (let i = 0; i < 5; i++) await at.store.commit([put(String(i))])
  await at.several()
  assert.is((await at.store.documents('station')).size, 7)
})

test('after a commit of several the next one waits for others a moment', async () => {
  await using at = await opened()
  await at.several()
  const next = at.store.commit([put('c')])
  const another = at.store.commit([put('d')])
  assert.is(at.clock.pendingWithin(pace - 1), 0)
  assert.is(at.clock.pendingWithin(pace), 1)
  await at.clock.advance(pace)
  await Promise.all([next, another])
  assert.is((await at.store.documents('station')).size, 4)
  // By now that moment is over.
  await at.clock.advance(pace)
  await at.store.commit([put('e')])
})

test('many do not wait for more', async () => {
  await using at = await opened()
  await at.several()
  await Promise.all(Array.from({ length: 48 }, (_, i) => at.store.commit([put(`many ${i}`)])))
  assert.is(at.clock.pendingWithin(pace), 0)
})

test('a clock that was set back holds up nobody, and closing waits for nothing', async () => {
  await using at = await opened()
  await at.several()
  at.clock.setBack = 3_600_000
  const next = at.store.commit([put('c')])
  assert.is(at.clock.pendingWithin(pace), 1)
  await at.clock.advance(pace)
  await next
  await at.several()
  const last = at.store.commit([put('d')])
  await at.store.close()
  await last
})

test.run()
