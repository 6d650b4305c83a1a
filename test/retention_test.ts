import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../runtime/log.ts'
import { forgetTransactions } from '../runtime/retention.ts'
import type { TransactionRow } from '../runtime/storage/transactions.ts'
import { FaultyStore } from './support/faulty_store.ts'
import { TestClock } from './support/test_clock.ts'

const hour = 3_600_000

test('Transactions that ended too long ago are forgotten, also after the store failed', async () => {
  const clock = new TestClock()
  const store = new FaultyStore()
  const row = (id: string, stoppedAt: number | null): TransactionRow => ({
    id,
    station: 'S',
    transaction: id,
    connector: 1,
    at: clock.now() - 90 * hour,
    stoppedAt,
    live: stoppedAt === null,
    counted: 0,
    value: {},
  })
  const rows = [
    row('runs', null),
    row('old', clock.now() - hour),
    row('older', clock.now() - 30 * hour),
  ]
  await store.commit(rows.map((one) => ({ kind: 'transaction', row: one })))
  const end = forgetTransactions({ clock, log: silentLog, store, days: 2 })
  const kept = async () => (await store.transactions({}, { limit: 9 })).map(({ id }) => id).join()
  await clock.advance(17 * hour)
  assert.is(await kept(), 'old,older,runs')
  store.fault = 'The disk is full'
  await clock.advance(6 * hour)
  assert.is(await kept(), 'old,older,runs')
  store.fault = undefined
  await clock.advance(6 * hour)
  assert.is(await kept(), 'old,runs')
  end()
  await clock.advance(1000 * hour)
  assert.is(await kept(), 'old,runs')
})

test('Without a number of days they are kept', async () => {
  const store = new FaultyStore()
  forgetTransactions({ clock: new TestClock(), log: silentLog, store, days: undefined })()
  assert.is(store.asked.length, 0)
})

test.run()
