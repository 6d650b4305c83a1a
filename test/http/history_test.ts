import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const base = Date.UTC(2026, 0, 2)
const path = '/devices/1217212:1/items/power/history'

function recorded(): MemoryRuntime {
  const runtime = new MemoryRuntime()
  runtime.histories.set('power', [
    { at: base, value: 0.3 },
    { at: base + 1000, value: null },
    { at: base + 2000, value: 11 },
  ])
  return runtime
}

test('History comes as a list, page by page, and as CSV', async () => {
  await using server = await serve(recorded())
  const range = 'from=2026-01-02T00:00:00Z&to=2026-01-03T01:00:00%2B01:00'
  const whole = [
    { at: '2026-01-02T00:00:00.000Z', value: 0.3 },
    { at: '2026-01-02T00:00:01.000Z', value: null },
    { at: '2026-01-02T00:00:02.000Z', value: 11 },
  ]
  assert.equal((await ask(server, `GET ${path}?${range}`)).json, whole)
  const first = await ask(server, `GET ${path}?${range}&limit=2`)
  assert.equal(first.json, whole.slice(0, 2))
  const next = /<\/api\/v1([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
  assert.equal((await ask(server, `GET ${next}`)).json, whole.slice(2))
  const headers = { accept: 'text/csv' }
  const csv = await ask(server, `GET ${path}?${range}`, { headers })
  assert.is(
    csv.text,
    'at,value\r\n2026-01-02T00:00:00.000Z,0.3\r\n2026-01-02T00:00:01.000Z,\r\n2026-01-02T00:00:02.000Z,11\r\n',
  )
})

test('Without a range it is the last day, from a whole step', async () => {
  const runtime = recorded()
  await using server = await serve(runtime)
  await ask(server, `GET ${path}`)
  await ask(server, `GET ${path}?step=PT1H&to=2026-01-02T10:30:00Z`)
  const [plain, steps] = runtime.historyQueries
  assert.is((plain?.to ?? 0) - (plain?.from ?? 0), 86_400_000)
  assert.is(plain?.limit, 1000)
  assert.equal(steps, {
    from: Date.UTC(2026, 0, 1, 10),
    to: Date.UTC(2026, 0, 2, 10, 30),
    limit: 1000,
    step: 3_600_000,
  })
})

test('No text in the CSV of a history is a formula', async () => {
  const runtime = recorded()
  runtime.histories.set('power', [
    { at: base, value: '=1+1' },
    { at: base + 1000, value: -2 },
  ])
  await using server = await serve(runtime)
  const range = 'from=2026-01-02T00:00:00Z&to=2026-01-02T01:00:00Z'
  const csv = await ask(server, `GET ${path}?${range}`, { headers: { accept: 'text/csv' } })
  assert.is(
    csv.text,
    "at,value\r\n2026-01-02T00:00:00.000Z,'=1+1\r\n2026-01-02T00:00:01.000Z,-2\r\n",
  )
})

test('What cannot be asked is refused', async () => {
  await using server = await serve(recorded())
  for (const query of [
    'from=yesterday',
    'from=2026-01-02T00:00:00',
    'from=2026-02-30T99:00:00Z',
    'step=0',
    'step=P1M',
    'limit=10001',
    'from=2026-01-02&to=2026-01-01',
    'until=2026-01-01',
  ]) {
    isProblem(await ask(server, `GET ${path}?${query}`), 'bad-query')
  }
  isProblem(await ask(server, 'GET /devices/1217212:1/items/powerUnit/history'), 'no-history')
  isProblem(await ask(server, 'GET /devices/1217212:1/items/9/history'), 'shared-id')
  isProblem(await ask(server, 'GET /devices/nobody:1/items/power/history'), 'unknown-device')
  const headers = { accept: 'image/png' }
  isProblem(await ask(server, `GET ${path}`, { headers }), 'not-acceptable')
})

test.run()
