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

test('Cards go out as CSV and come in again, by either form', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const list = [
    { idTag: 'A', status: 'Blocked', expiry: '2030-01-02T03:04:05.000Z', parent: 'G', note: 'x' },
    { idTag: odd, status: 'Accepted', expiry: null, parent: null, note: 'a "b", c;\nd' },
    // Nothing that a spreadsheet would take for a formula.
    { idTag: '=1+1', status: 'Accepted', expiry: null, parent: '@SUM(A1)', note: "'-2" },
  ]
  const post = await ask(server, 'POST /tokens', { json: list })
  assert.equal(post.json, { added: 3, replaced: 0, removed: 0 })
  const csv = await ask(server, 'GET /tokens', { headers: { accept: 'text/csv' } })
  assert.is(csv.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.is(
    csv.text,
    'idTag,status,expiry,parent,note\r\n' +
      'A,Blocked,2030-01-02T03:04:05.000Z,G,x\r\n' +
      `${odd},Accepted,,,"a ""b"", c;\nd"\r\n` +
      "'=1+1,Accepted,,'@SUM(A1),''-2\r\n",
  )
  await ask(server, 'PUT /tokens/Z', { json: {} })
  const headers = { 'content-type': 'text/csv; charset=utf-8' }
  const merged = await ask(server, 'POST /tokens', { body: csv.text, headers })
  assert.equal(merged.json, { added: 0, replaced: 3, removed: 0 })
  assert.is(runtime.tokens().length, 4)
  const replaced = await ask(server, 'PUT /tokens', { body: csv.text, headers })
  assert.equal(replaced.json, { added: 0, replaced: 3, removed: 1 })
  assert.equal((await ask(server, 'GET /tokens')).json, list)
  const german = 'note;idTag\r\nAnna, Büro;B\r\n'
  assert.is((await ask(server, 'PUT /tokens', { body: german, headers })).status, 200)
  assert.equal(runtime.tokens(), [{ idTag: 'B', status: 'Accepted', note: 'Anna, Büro' }])
  isProblem(
    await ask(server, 'GET /tokens', { headers: { accept: 'image/png' } }),
    'not-acceptable',
  )
})

test('A list with a fault changes nothing, and every fault is named by place', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const places = async (type: string, body: string) => {
    const headers = { 'content-type': type }
    const problem = isProblem(await ask(server, 'PUT /tokens', { body, headers }), 'invalid-body')
    return (problem.errors ?? []).map(({ path }) => path)
  }
  const json = [{ idTag: 'A' }, { idTag: 'B', status: 'ok' }, { idTag: 'a' }, { note: 1 }, []]
  assert.equal(await places('application/json', JSON.stringify(json)), [
    '[1].status',
    '[2].idTag',
    '[3].idTag',
    '[3].note',
    '[4]',
  ])
  assert.equal(await places('application/json', '{}'), [''])
  const csv = 'idTag,expiry,note\nA,,"two\nlines"\nB,tomorrow,\n\n,2030-01-01T00:00:00Z,\n'
  assert.equal(await places('text/csv', csv), ['line 4, expiry', 'line 6, idTag'])
  assert.equal(await places('text/csv', 'idTag,colour\n'), ['line 1'])
  assert.equal(await places('text/csv', 'idTag,note\nA\n'), ['line 2'])
  assert.equal(await places('text/csv', 'idTag\n"A\n'), ['line 2'])
  assert.equal(await places('text/csv', ''), ['line 1'])
  isProblem(await ask(server, 'PUT /tokens', { body: '[]' }), 'unsupported-media-type')
  assert.equal(runtime.tokens(), [])
})

test('A card that cannot be stored is not said to be', async () => {
  const runtime = new MemoryRuntime()
  runtime.storeFailure = 'The disk is full'
  await using server = await serve(runtime)
  isProblem(await ask(server, 'PUT /tokens/A', { json: {} }), 'not-stored')
})

test.run()
