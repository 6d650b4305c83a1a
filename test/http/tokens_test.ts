import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const odd = 'Karte 1/2 #ü'

test('A card is added, read, replaced, listed and forgotten', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const path = `/tokens/${encodeURIComponent(odd)}`
  assert.equal((await ask(server, 'GET /tokens')).json, [])
  const added = await ask(server, `PUT ${path}`, {
    json: { status: 'Blocked', expiry: '2030-12-31T23:59:59+01:00', parent: 'G', note: 'lost' },
  })
  const card = {
    idTag: odd,
    status: 'Blocked',
    expiry: '2030-12-31T22:59:59.000Z',
    parent: 'G',
    note: 'lost',
  }
  assert.is(added.status, 201)
  assert.equal(added.json, card)
  assert.equal((await ask(server, `GET ${path}`)).json, card)
  assert.equal((await ask(server, `GET ${path.toLowerCase()}`)).json, card)
  const replaced = await ask(server, `PUT ${path}`, { json: {} })
  assert.is(replaced.status, 200)
  const plain = { idTag: odd, status: 'Accepted', expiry: null, parent: null, note: null }
  assert.equal(replaced.json, plain)
  assert.equal(runtime.tokens(), [{ idTag: odd, status: 'Accepted' }])
  await ask(server, 'PUT /tokens/B', { json: { expiry: null } })
  const page = await ask(server, 'GET /tokens?limit=1')
  assert.equal(page.json, [plain])
  assert.match(page.headers.get('link') ?? '', /rel="next"/)
  assert.is((await ask(server, `DELETE ${path}`)).status, 204)
  isProblem(await ask(server, `DELETE ${path}`), 'unknown-token')
  isProblem(await ask(server, `GET ${path}`), 'unknown-token')
})

test('PUT a card that is not valid', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  for (const [json, place] of [
    [{ status: 'accepted' }, 'status'],
    [{ expiry: 'tomorrow' }, 'expiry'],
    [{ expiry: '2030-13-01T00:00:00Z' }, 'expiry'],
    [{ expiry: '1/2/2030' }, 'expiry'],
    [{ expiry: 5 }, 'expiry'],
    [{ parent: 'a\nb' }, 'parent'],
    [{ idTag: 'X' }, 'idTag'],
  ] as const) {
    const problem = isProblem(await ask(server, 'PUT /tokens/A', { json }), 'invalid-body')
    assert.is(problem.errors?.[0]?.path, place)
  }
  isProblem(await ask(server, `PUT /tokens/${'x'.repeat(256)}`, { json: {} }), 'invalid-name')
  isProblem(await ask(server, 'PUT /tokens/a%0Ab', { json: {} }), 'invalid-name')
  isProblem(await ask(server, 'PUT /tokens/A', { body: '{}' }), 'unsupported-media-type')
  assert.equal(runtime.tokens(), [])
})

test.run()
