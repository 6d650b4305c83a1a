import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { numberAt } from '../support/scene.ts'
import { BookKeeper } from './support/book_keeper.ts'
import { end, minute, readings, start, type Tell } from './support/tell.ts'

async function open(...all: readonly Tell[]): Promise<BookKeeper> {
  const keeper = await BookKeeper.open()
  for (const tell of all) assert.ok(await tell(keeper))
  return keeper
}

async function energyOf(keeper: BookKeeper, id = 'tx'): Promise<number> {
  const records = await keeper.records()
  return numberAt(
    records.find(({ transaction }) => transaction === id),
    'energy',
  )
}

/** A register that began anew, whose highest reading is yet to come. */
const anew = [start('tx', 7000), readings('tx', [20, 0]), end('tx', 136, 30)] as const
const late = readings('tx', [10, 7633])

test('A late reading counts at once, though the disk is full when all are counted anew', async () => {
  const keeper = await open(...anew)
  assert.is(await energyOf(keeper), 136)
  assert.ok(await late(keeper))
  keeper.store.failing = true
  assert.is(await energyOf(keeper), 769)
  await keeper.clock.advance(minute)
  assert.is((await keeper.store.liveTransactions()).length, 1, 'it is known to be behind')
  keeper.store.failing = false
  await keeper.clock.advance(minute)
  assert.equal(await keeper.store.liveTransactions(), [])
  await keeper.kill()
  const [record] = await keeper.records()
  assert.equal([record?.energy, record?.flags], [769, ['register-reset']])
})

test('Who is killed while the disk is full counts anew after it', async () => {
  const keeper = await open(...anew, late)
  keeper.store.failing = true
  await keeper.kill()
  assert.is(await energyOf(keeper), 769)
  keeper.store.failing = false
  await keeper.kill()
  assert.is(await energyOf(keeper), 769)
  assert.equal(await keeper.store.liveTransactions(), [])
})

test('What comes while a count waits for the disk does not wait with it', async () => {
  const keeper = await open(...anew, late)
  keeper.store.failing = true
  assert.is(await energyOf(keeper), 769)
  keeper.store.failing = false
  assert.ok(await readings('tx', [25, 90])(keeper))
  assert.ok(await readings('tx', [15, 7700])(keeper))
  assert.is(await energyOf(keeper), 836)
  assert.equal(await keeper.store.liveTransactions(), [])
  assert.is(keeper.clock.pendingWithin(minute), 0)
})

test('Readings that come twice do not hide that the clock was set back', async () => {
  const before = [readings('tx', [1, 1000]), readings('tx', [2, 2000]), readings('tx', [3, 3000])]
  const after = [readings('tx', [1, 4000]), readings('tx', [2, 5000])]
  const keeper = await open(start('tx', 0), ...before, ...after)
  assert.is(await energyOf(keeper), 5000)
  for (const again of [...before, readings('tx', [1, 1000], [2, 2000], [3, 3000])]) {
    assert.ok(await again(keeper))
    assert.is(await energyOf(keeper), 5000)
  }
})

test('A transaction whose count is not stored stays at hand, so that nothing of it is undone', async () => {
  const keeper = await open(...anew.slice(1), late)
  keeper.store.failing = true
  await keeper.records()
  keeper.store.failing = false
  for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    const from = 40 + 10 * index
    assert.ok(await start(id, 200, from)(keeper))
    assert.ok(await end(id, 200, from + 5)(keeper))
  }
  assert.ok(await anew[0](keeper))
  await keeper.clock.advance(minute)
  await keeper.kill()
  const record = (await keeper.records()).find(({ transaction }) => transaction === 'tx')
  assert.equal([record?.energy, record?.flags], [769, ['register-reset']])
})

test.run()
