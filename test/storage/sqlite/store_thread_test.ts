import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreThread } from '../../../runtime/storage/sqlite/store_thread.ts'

const folder = await mkdtemp(join(tmpdir(), 'ddf-thread-'))
const change = { kind: 'put', collection: 'station', key: 'a', value: 1 } as const
const commit = { kind: 'commit', commits: [JSON.stringify([change])] } as const

test('a thread that ended is started again when it is wanted, and has its folder', async () => {
  const thread = new StoreThread({ role: 'writer', folder })
  assert.equal(await thread.ask(commit), { kind: 'committed', problems: [undefined] })
  await thread.ask({ kind: 'close' })
  const asked = await Promise.allSettled([thread.ask(commit), thread.ask(commit)])
  const again = await thread.ask(commit)
  assert.is(again.kind, 'committed', `after ${asked.map(({ status }) => status).join(', ')}`)
  await thread.close()
})

test('what is asked that nobody knows fails alone', async () => {
  const thread = new StoreThread({ role: 'reader', folder })
  let problem = ''
  await thread
    .ask({ kind: 'query', table: 'documents', query: 'nonsense', argument: 1 })
    .catch((error: Error) => {
      problem = error.message
    })
  assert.is(problem, 'There is no query documents.nonsense')
  const known = { kind: 'query', table: 'documents', query: 'all', argument: 'station' } as const
  assert.equal(await thread.ask(known), { kind: 'result', result: [['a', '1']] })
  await thread.close()
})

test.after(() => rm(folder, { recursive: true }))
test.run()
