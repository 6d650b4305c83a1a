import type { test as uvuTest } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change, Store } from '../../runtime/storage/store.ts'
import type { TransactionRow } from '../../runtime/storage/transactions.ts'

/** What every engine must do with transactions; `open` gives an empty store. */
export function transactionsContract(test: typeof uvuTest, open: () => Promise<Store>): void {
  test('a transaction that was put is read again, the last one winning', async () => {
    const store = await open()
    await store.commit([put(row('a', { value: { n: 1 } })), put(row('b'))])
    const ended = row('a', { stoppedAt: 900, live: false, value: { list: [null, 'ü'] } })
    await store.commit([put(ended)])
    assert.equal(await store.transaction('a'), ended)
    assert.is(await store.transaction('c'), undefined)
    await store.close()
  })

  test('transactions are found by what is asked, the latest first', async () => {
    const store = await open()
    await store.commit([
      put(row('a', { at: 10, station: 'X' })),
      put(row('b', { at: 20, station: 'X', connector: 2, stoppedAt: 25 })),
      put(row('c', { at: 20, station: 'Y' })),
      put(row('d', { at: 30, station: 'Y', stoppedAt: 40 })),
    ])
    const ids = async (...[filter, page]: Parameters<Store['transactions']>) =>
      (await store.transactions(filter, page)).map(({ id }) => id).join('')
    assert.is(await ids({}, { limit: 9 }), 'dbca')
    assert.is(await ids({}, { limit: 2 }), 'db')
    assert.is(await ids({}, { limit: 9, after: { at: 20, id: 'b' } }), 'ca')
    assert.is(await ids({ station: 'X' }, { limit: 9 }), 'ba')
    assert.is(await ids({ station: 'X', connector: 2 }, { limit: 9 }), 'b')
    assert.is(await ids({ open: true }, { limit: 9 }), 'ca')
    assert.is(await ids({ open: false }, { limit: 9 }), 'db')
    assert.is(await ids({ from: 20, to: 30 }, { limit: 9 }), 'bc')
    await store.close()
  })

  test('of the same name at one station the latest is found', async () => {
    const store = await open()
    await store.commit([
      put(row('a', { at: 10, transaction: '7' })),
      put(row('b', { at: 20, transaction: '7' })),
      put(row('c', { at: 30, transaction: '7', station: 'Y' })),
    ])
    assert.is((await store.transactionNamed('X', '7'))?.id, 'b')
    assert.is(await store.transactionNamed('X', '8'), undefined)
    await store.close()
  })

  test('readings are kept once, in the order of their receipt, and only of a transaction that is known', async () => {
    const store = await open()
    await store.commit([
      put(row('a')),
      read('a', 20),
      read('a', 10, 'sig'),
      read('a', 20),
      read('z', 10),
    ])
    assert.equal(await store.readings('a'), [
      { transaction: 'a', at: 20, samples: 's20' },
      { transaction: 'a', at: 10, samples: 's10', signed: 'sig' },
    ])
    assert.equal(await store.readings('z'), [])
    await store.close()
  })

  test('what goes on comes with the readings that are not counted yet', async () => {
    const store = await open()
    await store.commit([
      put(row('a', { counted: 20 })),
      put(row('b', { live: false })),
      ...[10, 20, 30].map((at) => read('a', at)),
    ])
    const [live, ...others] = await store.liveTransactions()
    assert.is(live?.row.id, 'a')
    assert.equal(
      live?.readings.map(({ at }) => at),
      [20, 30],
    )
    assert.equal(others, [])
    await store.close()
  })

  test('what ended long ago is forgotten with its readings', async () => {
    const store = await open()
    await store.commit([
      put(row('a', { stoppedAt: 50 })),
      put(row('b', { stoppedAt: 60 })),
      put(row('c')),
      ...['a', 'b', 'c'].map((id) => read(id, 10)),
      { kind: 'forget-transactions', stoppedBefore: 60 },
    ])
    const kept = await store.transactions({}, { limit: 9 })
    assert.equal(
      kept.map(({ id }) => id),
      ['b', 'c'],
    )
    assert.equal(await store.readings('a'), [])
    assert.is((await store.readings('b')).length, 1)
    await store.close()
  })
}

function row(id: string, given: Partial<TransactionRow> = {}): TransactionRow {
  return {
    id,
    station: 'X',
    transaction: id,
    connector: 1,
    at: 1,
    stoppedAt: null,
    live: true,
    counted: 0,
    value: {},
    ...given,
  }
}

function put(one: TransactionRow): Change {
  return { kind: 'transaction', row: one }
}

function read(transaction: string, at: number, signed?: string): Change {
  return { kind: 'reading', row: { transaction, at, samples: `s${at}`, signed } }
}
