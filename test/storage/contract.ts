import type { test as uvuTest } from 'uvu'
import * as assert from 'uvu/assert'
import type { Store } from '../../runtime/storage/store.ts'

/** What every engine must do; `open` gives an empty store. */
export function storeContract(test: typeof uvuTest, open: () => Promise<Store>): void {
  test('a document that was put is read again, the last one winning', async () => {
    const store = await open()
    await store.commit([
      { kind: 'put', collection: 'token', key: 'a', value: { status: 'Accepted', n: 1.5 } },
      {
        kind: 'put',
        collection: 'token',
        key: 'a',
        value: { status: 'Blocked', list: [null, 'ü'] },
      },
      { kind: 'put', collection: 'station', key: 'a', value: 'other' },
    ])
    const found = await store.documents('token')
    assert.equal([...found], [['a', { status: 'Blocked', list: [null, 'ü'] }]])
    await store.close()
  })

  test('a deleted document is gone, and one that never was does no harm', async () => {
    const store = await open()
    await store.commit([{ kind: 'put', collection: 'token', key: 'a', value: 1 }])
    await store.commit([
      { kind: 'delete', collection: 'token', key: 'a' },
      { kind: 'delete', collection: 'token', key: 'b' },
    ])
    assert.is((await store.documents('token')).size, 0)
    await store.close()
  })

  test('what is read is a copy', async () => {
    const store = await open()
    const value = { list: [1] }
    await store.commit([{ kind: 'put', collection: 'token', key: 'a', value }])
    value.list.push(2)
    assert.equal((await store.documents('token')).get('a'), { list: [1] })
    await store.close()
  })

  test('who wants no promise is told later that it is stored, or why not', async () => {
    const store = await open()
    const told: (string | undefined)[] = []
    const commit = (value: number) =>
      new Promise<void>((resolve) => {
        const change = { kind: 'put', collection: 'token', key: 'a', value } as const
        store.commitThen([change], (error) => {
          told.push(error === undefined ? undefined : `${error.name}: ${error.message}`)
          resolve()
        })
      })
    const first = commit(1)
    assert.equal(told, [], 'not at once')
    await Promise.all([first, commit(2)])
    assert.equal([...(await store.documents('token'))], [['a', 2]])
    await store.close()
    await commit(3)
    assert.equal(told, [undefined, undefined, 'StoreError: The store is closed'])
  })

  test('a closed store takes nothing and says so', async () => {
    const store = await open()
    await store.close()
    let message = ''
    await store
      .commit([{ kind: 'delete', collection: 'token', key: 'a' }])
      .catch((error: Error) => {
        message = `${error.name}: ${error.message}`
      })
    assert.is(message, 'StoreError: The store is closed')
  })
}
