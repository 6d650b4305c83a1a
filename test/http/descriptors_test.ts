import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, isProblem } from './support/ask.ts'
import { generalText, MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const json = { 'content-type': 'application/json' }
const small = `{
  // a comment, kept
  "ddf": 1,
  "name": "Small",
  "items": [{ "key": "online", "name": "Online", "direction": "IN", "type": "boolean",
    "read": { "from": "Connection", "field": "online" } }]
}`

test('GET /descriptors lists what is loaded', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, 'GET /descriptors')
  assert.is(asked.status, 200)
  assert.equal(asked.json, [
    {
      name: 'ocpp-general',
      file: 'ddf/ocpp-general.ddf.json',
      title: 'OCPP GENERAL',
      items: 29,
      current: true,
      errors: 0,
      warnings: 0,
      devices: [],
    },
  ])
})

test('GET /descriptors/:name gives the descriptor and the findings', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, 'GET /descriptors/ocpp-general')
  assert.is(asked.status, 200)
  assert.match(asked.text, /"findings":\[\],"descriptor":\{/)
  assert.match(asked.text, /"key":"currentSet"/)
  const problem = isProblem(await ask(server, 'GET /descriptors/nope'), 'unknown-descriptor')
  assert.equal(problem.allowed, ['ocpp-general'])
})

test('PUT /descriptors/:name adds with 201, replaces with 200', async () => {
  const runtime = new MemoryRuntime()
  const texts: string[] = []
  const put = runtime.putDescriptor.bind(runtime)
  runtime.putDescriptor = (name, text) => {
    texts.push(text)
    return put(name, text)
  }
  await using server = await serve(runtime)
  const added = await ask(server, 'PUT /descriptors/small', { body: small, headers: json })
  assert.is(added.status, 201, added.text)
  assert.is(added.headers.get('location'), '/api/v1/descriptors/small')
  assert.match(added.text, /^\{"name":"small","file":"ddf\/small.ddf.json","title":"Small"/)
  const upload = await ask(server, 'PUT /descriptors/small', {
    body: new Blob([small]),
  })
  assert.is(upload.status, 200, upload.text)
  const plain = { 'content-type': 'text/plain' }
  const replaced = await ask(server, 'PUT /descriptors/small', { body: small, headers: plain })
  assert.is(replaced.status, 200)
  assert.equal(texts, [small, small, small])
  assert.is((await ask(server, 'GET /descriptors/small')).status, 200)
})

test('PUT a descriptor with errors gives 422 with line, column and path', async () => {
  await using server = await serve(new MemoryRuntime())
  const body = small.replace('"name": "Small",', '"name": "Small"')
  const asked = await ask(server, 'PUT /descriptors/small', { body, headers: json })
  const problem = isProblem(asked, 'invalid-descriptor')
  assert.equal(problem.errors, [
    {
      level: 'error',
      rule: 'json',
      message: 'CommaExpected',
      file: 'small.ddf.json',
      line: 5,
      column: 3,
      path: '',
    },
  ])
  assert.match(problem.detail, /CommaExpected \(line 5, column 3\)/)
  const wrong = generalText.replace('"direction": "IN"', '"direction": "INN"')
  const schema = await ask(server, 'PUT /descriptors/small', { body: wrong, headers: json })
  assert.is(isProblem(schema, 'invalid-descriptor').errors?.[0]?.path, 'items.0.direction')
  isProblem(await ask(server, 'GET /descriptors/small'), 'unknown-descriptor')
})

test('PUT a descriptor under a name that is no file name gives 422', async () => {
  await using server = await serve(new MemoryRuntime())
  const names = [
    'Upper',
    '.hidden',
    '%2e%2e%2fetc',
    'a%2Fb',
    'a%00b',
    'x'.repeat(65),
    'ä',
    '-x',
    'a%0a',
  ]
  for (const name of names) {
    const asked = await ask(server, `PUT /descriptors/${name}`, { body: small, headers: json })
    const problem = isProblem(asked, 'invalid-name')
    assert.is(problem.allowed, '^[a-z0-9][a-z0-9._-]{0,63}$')
  }
})

test('PUT a descriptor of a wrong type or size', async () => {
  await using server = await serve(new MemoryRuntime(), { bodyLimit: 100 })
  const image = { 'content-type': 'image/png' }
  const asked = await ask(server, 'PUT /descriptors/small', { body: small, headers: image })
  isProblem(asked, 'unsupported-media-type')
  isProblem(
    await ask(server, 'PUT /descriptors/small', { body: small, headers: json }),
    'too-large',
  )
})

test('DELETE /descriptors/:name', async () => {
  await using server = await serve(new MemoryRuntime())
  await ask(server, 'PUT /descriptors/small', { body: small, headers: json })
  const gone = await ask(server, 'DELETE /descriptors/small')
  assert.is(gone.status, 204)
  assert.is(gone.text, '')
  isProblem(await ask(server, 'DELETE /descriptors/small'), 'unknown-descriptor')
  const used = isProblem(await ask(server, 'DELETE /descriptors/ocpp-general'), 'in-use')
  assert.is(used.detail, 'It is the base of others')
})

test.run()
