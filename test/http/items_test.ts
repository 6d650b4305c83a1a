import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { createApp } from '../../runtime/http/app.ts'
import { allowOrigins } from '../../runtime/http/cors.ts'
import { itemSchema } from '../../runtime/http/item_view.ts'
import { whySchema } from '../../runtime/http/why.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const at = Date.UTC(2026, 5, 1, 12, 0, 0, 250)
const items = '/devices/1217212:1/items'

function charging(): MemoryRuntime {
  const runtime = new MemoryRuntime()
  runtime.set('1217212:1', { cps: 67, voltage: 230.1, chargeRequest: 0, rfid: '04A2' }, at)
  return runtime
}

test('GET items lists all 29 items', async () => {
  await using server = await serve(charging())
  const asked = await ask(server, `GET ${items}`)
  assert.is(asked.status, 200)
  const list = v.parse(v.array(v.strictObject(itemSchema.pipe[0].entries)), asked.json)
  assert.is(list.length, 29)
  assert.is(list.filter(({ direction }) => direction === 'IN').length, 25)
  assert.equal(list[1], {
    key: 'voltage',
    id: 1,
    name: 'Charging Voltage',
    direction: 'IN',
    type: 'number',
    unit: 'V',
    value: 230.1,
    quality: 'good',
    at: '2026-06-01T12:00:00.250Z',
  })
})

test('GET an item by key and by id gives the same', async () => {
  await using server = await serve(charging())
  const byKey = await ask(server, `GET ${items}/cps`)
  const byId = await ask(server, `GET ${items}/0`)
  assert.equal(byKey.json, {
    key: 'cps',
    id: 0,
    name: 'CPS',
    direction: 'IN',
    type: 'integer',
    value: 67,
    label: 'charging',
    quality: 'good',
    at: '2026-06-01T12:00:00.250Z',
  })
  assert.equal(byId.json, byKey.json)
  assert.is(byKey.headers.get('cache-control'), 'no-store')
  assert.is(byKey.headers.get('vary'), 'accept')
})

test('an item is answered with the headers of every answer, and those of middleware', async () => {
  const app = createApp(charging(), {
    version: '0.0.0-test',
    before: [allowOrigins(['http://page.example'])],
  })
  for (const accept of ['application/json', 'text/plain']) {
    const { headers } = await app.request(`/api/v1${items}/cps`, {
      headers: { accept, origin: 'http://page.example' },
    })
    assert.is(headers.get('cache-control'), 'no-store')
    assert.is(headers.get('x-content-type-options'), 'nosniff')
    assert.is(headers.get('access-control-allow-origin'), 'http://page.example')
    assert.is(headers.get('vary'), 'accept, Origin')
    assert.ok(headers.get('content-type')?.startsWith(accept))
  }
})

test('GET an item that was never seen gives null', async () => {
  await using server = await serve(charging())
  const item = v.parse(itemSchema, (await ask(server, `GET ${items}/power`)).json)
  assert.is(item.value, null)
  assert.is(item.at, null)
  assert.is(item.quality, 'unknown')
})

test('GET a value without a label shows its name', async () => {
  await using server = await serve(charging())
  const item = v.parse(itemSchema, (await ask(server, `GET ${items}/chargeRequest`)).json)
  assert.is(item.label, 'None')
})

test('GET an id that two items share gives 300 with candidates', async () => {
  await using server = await serve(charging())
  const problem = isProblem(await ask(server, `GET ${items}/9`), 'shared-id')
  assert.equal(problem.candidates, [
    { key: 'energyUnit', href: '/api/v1/devices/1217212%3A1/items/energyUnit' },
    { key: 'chargeRequest', href: '/api/v1/devices/1217212%3A1/items/chargeRequest' },
  ])
  for (const candidate of v.parse(v.array(v.object({ href: v.string() })), problem.candidates)) {
    assert.is((await ask(server, `GET /${candidate.href}`)).status, 200)
  }
})

test('GET an unknown item names the nearest keys', async () => {
  await using server = await serve(charging())
  const near = isProblem(await ask(server, `GET ${items}/Curent_Set`), 'unknown-item')
  assert.is(near.candidates?.[0], 'currentSet')
  assert.match(near.detail, /did you mean "currentSet"\?/)
  const far = isProblem(await ask(server, `GET ${items}/zzzzzzzzzz`), 'unknown-item')
  assert.equal(far.candidates, [])
  isProblem(await ask(server, `GET ${items}/5`), 'unknown-item')
  isProblem(await ask(server, `GET ${items}/${'k'.repeat(8000)}`), 'unknown-item')
  isProblem(await ask(server, 'GET /devices/none:1/items/cps'), 'unknown-device')
  isProblem(await ask(server, 'GET /devices/none:1/items'), 'unknown-device')
})

test('GET an item as plain text gives the bare value and its quality', async () => {
  await using server = await serve(charging())
  for (const [key, text, quality] of [
    ['voltage', '230.1', 'good'],
    ['rfid', '04A2', 'good'],
    ['power', '', 'unknown'],
  ] as const) {
    const asked = await ask(server, `GET ${items}/${key}`, { headers: { accept: 'text/plain' } })
    assert.is(asked.status, 200)
    assert.is(asked.text, text)
    assert.is(asked.headers.get('x-quality'), quality)
    assert.match(asked.headers.get('content-type') ?? '', /^text\/plain/)
    assert.is(asked.headers.get('x-content-type-options'), 'nosniff')
  }
})

test('GET an item in a type that it does not have gives 406', async () => {
  await using server = await serve(charging())
  for (const accept of ['image/png', 'application/json;q=0', 'text/html, application/xml']) {
    const asked = await ask(server, `GET ${items}/voltage`, { headers: { accept } })
    const problem = isProblem(asked, 'not-acceptable')
    assert.equal(problem.allowed, ['application/json', 'text/plain'])
  }
})

test('GET why shows rules and frames, secrets masked', async () => {
  await using server = await serve(charging())
  const asked = await ask(server, `GET ${items}/voltage/why`)
  assert.is(asked.status, 200)
  const why = v.parse(whySchema, asked.json)
  assert.is(why.rule, 0)
  assert.is(why.value, 230.1)
  assert.is(why.chain.length, 2)
  assert.equal(why.chain[0]?.steps, ['round 1'])
  assert.is(why.frames[0]?.action, 'ChangeConfiguration')
  assert.not.match(asked.text, /hunter2/)
  isProblem(await ask(server, `GET ${items}/9/why`), 'shared-id')
  isProblem(await ask(server, `GET ${items}/nope/why`), 'unknown-item')
  isProblem(await ask(server, 'GET /devices/none:1/items/cps/why'), 'unknown-device')
})

test('A time that no calendar has is shown as null', async () => {
  const runtime = new MemoryRuntime()
  runtime.set('1217212:1', { voltage: 1 }, 9e15)
  await using server = await serve(runtime)
  const item = v.parse(itemSchema, (await ask(server, `GET ${items}/voltage`)).json)
  assert.is(item.at, null)
})

test.run()
