import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../../runtime/log.ts'
import { Behind } from '../../runtime/restart/behind.ts'
import type { Change } from '../../runtime/storage/store.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { TestClock, turn } from '../support/test_clock.ts'

function scene() {
  const store = new FaultyStore()
  const clock = new TestClock()
  const behind = new Behind({ clock, log: silentLog, store })
  const value = { now: 0 }
  const put = (key: string): Change => ({
    kind: 'put',
    collection: 'station',
    key,
    value: value.now,
  })
  const mark = (key: string, now: number) => {
    value.now = now
    behind.mark(key, () => put(key))
  }
  return { store, clock, behind, mark }
}

test('what changes often is stored once, as it is then', async () => {
  const { store, clock, mark } = scene()
  mark('a', 1)
  mark('a', 2)
  mark('b', 3)
  assert.is(store.asked.length, 0)
  await clock.advance(1000, turn)
  assert.is(store.asked.length, 1)
  assert.equal(
    [...(await store.documents('station'))],
    [
      ['a', 3],
      ['b', 3],
    ],
  )
})

test('what a change is of waits until it is taken to be stored', async () => {
  const { store, clock, behind } = scene()
  const of = { value: 1 }
  const change = (): Change => ({ kind: 'put', collection: 'station', key: 'a', value: of.value })
  assert.not(behind.waits(of))
  behind.mark('a', change, of)
  of.value = 2
  assert.ok(behind.waits(of))
  await clock.advance(1000, turn)
  assert.not(behind.waits(of), 'what is changed from now on is stored again')
  assert.equal([...(await store.documents('station'))], [['a', 2]])
})

test('what cannot be stored is tried again, less and less often, and stored at last', async () => {
  const { store, clock, mark } = scene()
  store.fault = 'The disk is full'
  mark('a', 1)
  await clock.advance(60_000, turn)
  assert.equal(store.asked.length, 5, 'after 1, 3, 7, 15 and 31 seconds')
  mark('a', 2)
  store.fault = undefined
  await clock.advance(30_000, turn)
  assert.equal([...(await store.documents('station'))], [['a', 2]])
})

test('a flush stores all that waits, in parts, or says why it does not', async () => {
  const { store, behind, mark } = scene()
  for (let n = 0; n < 150; n++) mark(`s${n}`, n)
  await behind.flush()
  assert.is(store.asked.length, 3)
  assert.is((await store.documents('station')).size, 150)
  store.fault = 'The disk is full'
  mark('a', 1)
  let problem = ''
  await behind.flush().catch((error: Error) => {
    problem = error.message
  })
  assert.is(problem, 'The disk is full')
})

test('what takes long to store is stored less often', async () => {
  const { store, clock, mark } = scene()
  let open = () => {}
  store.gate = new Promise((resolve) => {
    open = resolve
  })
  mark('a', 1)
  await clock.advance(1000, turn)
  await clock.advance(100, turn)
  open()
  await turn()
  mark('a', 2)
  await clock.advance(1900, turn)
  assert.is(store.asked.length, 1)
  await clock.advance(100, turn)
  assert.is(store.asked.length, 2)
  mark('a', 3)
  await clock.advance(1000, turn)
  assert.is(store.asked.length, 3, 'after a second again')
})

test.run()
