import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { deviceDetailSchema, deviceSchema } from '../../runtime/http/devices.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const odd = 'Süd/Tor 1%2F?#:2'

test('GET /devices lists every device', async () => {
  await using server = await serve(new MemoryRuntime(['1217212:1', odd]))
  const asked = await ask(server, 'GET /devices')
  assert.is(asked.status, 200)
  assert.is(asked.headers.get('content-type'), 'application/json')
  assert.is(asked.headers.get('cache-control'), 'no-store')
  assert.is(asked.headers.get('link'), null)
  assert.equal(asked.json, [
    {
      address: '1217212:1',
      station: '1217212',
      connector: 1,
      online: true,
      descriptor: 'ocpp-general',
      plugin: null,
    },
    {
      address: odd,
      station: odd.slice(0, -2),
      connector: 2,
      online: true,
      descriptor: 'ocpp-general',
      plugin: null,
    },
  ])
  v.parse(v.array(deviceSchema), asked.json)
})

test('GET /devices?limit= leads through all devices by Link', async () => {
  const addresses = ['A:1', odd, 'B:1', 'B:2', 'C:1']
  await using server = await serve(new MemoryRuntime(addresses))
  const seen: string[][] = []
  for (let path: string | undefined = '/api/v1/devices?limit=2'; path !== undefined; ) {
    const asked = await ask(server, `GET /${path}`)
    assert.is(asked.status, 200)
    seen.push(v.parse(v.array(deviceSchema), asked.json).map(({ address }) => address))
    path = /^<([^>]+)>; rel="next"$/.exec(asked.headers.get('link') ?? '')?.[1]
  }
  assert.equal(seen, [['A:1', odd], ['B:1', 'B:2'], ['C:1']])
})

test('GET /devices has no Link after the last page', async () => {
  await using server = await serve(new MemoryRuntime(['A:1', 'B:1']))
  assert.is((await ask(server, 'GET /devices?limit=2')).headers.get('link'), null)
  assert.equal((await ask(server, 'GET /devices?after=B:1')).json, [])
})

test('GET /devices refuses a query that it does not understand', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const query of ['limit=0', 'limit=1001', 'limit=-1', 'limit=x', 'limit=1&limit=2']) {
    const problem = isProblem(await ask(server, `GET /devices?${query}`), 'bad-query')
    assert.equal(
      problem.errors?.map(({ path }) => path),
      ['limit'],
    )
  }
  const typo = isProblem(await ask(server, 'GET /devices?limt=2'), 'bad-query')
  assert.equal(typo.allowed, ['limit', 'after'])
  assert.is(typo.detail, 'Cannot use query parameter "limt" (unknown): there are limit, after')
  const gone = isProblem(await ask(server, 'GET /devices?after=gone:1'), 'bad-query')
  assert.equal(gone.errors, [
    { path: 'after', message: 'is no longer in the list; start again without it' },
  ])
  for (const name of ['toString', '__proto__', 'constructor']) {
    isProblem(await ask(server, `GET /devices?${name}=1`), 'bad-query')
  }
})

test('GET /devices/:address says why it is served as it is', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const address of ['1217212:1', '1217212%3A1', '1217212%3a1']) {
    const asked = await ask(server, `GET /devices/${address}`)
    assert.is(asked.status, 200)
    v.parse(deviceDetailSchema, asked.json)
    assert.equal(asked.json, {
      address: '1217212:1',
      station: '1217212',
      connector: 1,
      online: true,
      descriptor: 'ocpp-general',
      plugin: null,
      identity: { chargePointVendor: 'Maker', chargePointModel: 'Box' },
      descriptorReason: 'The default',
      pluginReason: 'No plugin matches',
      siblings: [],
    })
  }
})

test('GET /devices/:address takes any identity, percent-encoded', async () => {
  await using server = await serve(new MemoryRuntime([odd]))
  const asked = await ask(server, `GET /devices/${encodeURIComponent(odd)}`)
  assert.is(v.parse(deviceDetailSchema, asked.json).address, odd)
})

test('GET /devices/:address of an unknown device says how many are known', async () => {
  await using server = await serve(new MemoryRuntime())
  const problem = isProblem(await ask(server, 'GET /devices/nope:1'), 'unknown-device')
  assert.is(problem.detail, 'There is no device "nope:1"; 3 addresses are known')
  assert.is(problem.known, 3)
  const short = isProblem(await ask(server, 'GET /devices/1217212'), 'unknown-device')
  assert.match(short.detail, /an address is written station:connector/)
  const long = isProblem(await ask(server, `GET /devices/${'x'.repeat(5000)}:1`), 'unknown-device')
  assert.ok(long.detail.length < 200)
})

test.run()
