import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { parseCsv } from '../../runtime/http/csv.ts'
import type { TransactionView } from '../../runtime/http/ports/transactions.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const start = Date.UTC(2026, 2, 1)

function transaction(number: number, given: Partial<TransactionView> = {}): TransactionView {
  return {
    id: `CP:${number}`,
    station: 'CP',
    connector: 1,
    transaction: String(number),
    idTag: 'CARD',
    idTagStatus: 'Accepted',
    meterStart: 100,
    meterStop: undefined,
    energy: 50.5,
    startedAt: start + number * 1000,
    stoppedAt: undefined,
    stopReason: undefined,
    flags: [],
    ...given,
  }
}

function runtimeWith(transactions: readonly TransactionView[]): MemoryRuntime {
  const runtime = new MemoryRuntime()
  for (const one of transactions) runtime.recorded.push({ transaction: one, measured: [] })
  return runtime
}

test('A transaction is answered whole, with null for what is not known', async () => {
  await using server = await serve(
    runtimeWith([transaction(1, { flags: ['no-start'], idTag: undefined })]),
  )
  const { json } = await ask(server, 'GET /transactions')
  assert.equal(json, [
    {
      id: 'CP:1',
      station: 'CP',
      connector: 1,
      address: 'CP:1',
      transactionId: '1',
      idTag: null,
      idTagStatus: 'Accepted',
      meterStart: 100,
      meterStop: null,
      energy: 50.5,
      startedAt: '2026-03-01T00:00:01.000Z',
      stoppedAt: null,
      stopReason: null,
      flags: ['no-start'],
    },
  ])
})

test('The query says which transactions', async () => {
  const runtime = runtimeWith([])
  await using server = await serve(runtime)
  const query = 'open=true&address=A%3AB:2&from=2026-03-01&to=2026-03-02T00:00:00Z'
  assert.is((await ask(server, `GET /transactions?${query}`)).status, 200)
  assert.equal(runtime.transactionFilters, [
    {
      station: 'A:B',
      connector: 2,
      open: true,
      from: start,
      to: start + 86_400_000,
    },
  ])
})

test('A query that says nothing is refused, with what is allowed', async () => {
  await using server = await serve(runtimeWith([]))
  for (const [query, path] of [
    ['from=yesterday', 'from'],
    ['open=maybe', 'open'],
    ['address=CP', 'address'],
    ['station=A&address=B:1', 'address'],
    ['after=x', 'after'],
    ['limit=0', 'limit'],
    ['format=xml', 'format'],
    ['card=A', 'card'],
  ] as const) {
    const problem = isProblem(await ask(server, `GET /transactions?${query}`), 'bad-query')
    assert.is(problem.errors?.[0]?.path, path, query)
  }
})

test('Pages follow each other by the header Link, the query included', async () => {
  const all = [5, 4, 3, 2, 1].map((number) => transaction(number))
  await using server = await serve(runtimeWith(all))
  const seen: string[] = []
  let path: string | undefined = '/transactions?limit=2&station=CP'
  while (path !== undefined) {
    const { json, headers } = await ask(server, `GET ${path}`)
    seen.push(
      v
        .parse(v.array(v.object({ id: v.string() })), json)
        .map(({ id }) => id)
        .join(),
    )
    const [, next] = /^<\/api\/v1(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? []
    path = next
    if (path !== undefined) assert.match(path, 'station=CP')
  }
  assert.equal(seen, ['CP:5,CP:4', 'CP:3,CP:2', 'CP:1'])
})

test('CSV has all of them, one a line, and no text a spreadsheet would calculate', async () => {
  const evil = '=HYPERLINK("http://x","a")'
  const all = Array.from({ length: 1203 }, (_, index) => transaction(2000 - index))
  const bad = transaction(1, { idTag: evil, stopReason: '-1+1', flags: ['clock', 'no-end'] })
  await using server = await serve(runtimeWith([...all, bad]))
  for (const how of [{ headers: { accept: 'text/csv' } }, undefined]) {
    const path = how === undefined ? '/transactions?format=csv' : '/transactions'
    const { text, headers } = await ask(server, `GET ${path}`, how)
    assert.is(headers.get('content-type'), 'text/csv; charset=utf-8')
    const parsed = parseCsv(text)
    assert.ok(parsed.ok)
    const [head = [], ...rows] = parsed.records.map(({ cells }) => cells)
    assert.is(rows.length, 1204)
    const last = Object.fromEntries(head.map((name, index) => [name, rows.at(-1)?.[index]]))
    assert.is(last.idTag, `'${evil}`)
    assert.is(last.stopReason, "'-1+1")
    assert.is(last.energy, '50.5')
    assert.is(last.stoppedAt, '')
    assert.is(last.flags, 'clock no-end')
  }
  const { text } = await ask(server, 'GET /transactions?format=csv&limit=3')
  assert.is(text.trimEnd().split('\r\n').length, 4)
})

test('Another form is not to be had', async () => {
  await using server = await serve(runtimeWith([]))
  const asked = await ask(server, 'GET /transactions', { headers: { accept: 'image/png' } })
  isProblem(asked, 'not-acceptable')
})

test('One transaction comes with its meter values, signed ones word for word', async () => {
  const runtime = new MemoryRuntime()
  const value = { format: 'SignedData', value: 'OCMF|{"FV":"1.0"}|{"SD":"30"}', encoding: 'plain' }
  runtime.recorded.push({
    transaction: transaction(7, { id: 'A/B:7' }),
    measured: [
      {
        samples: [
          {
            measurand: 'Current.Import',
            phase: 'L1',
            location: '',
            context: 'Sample.Periodic',
            value: 16,
            at: start,
          },
        ],
        signed: [{ at: start, value }],
      },
    ],
  })
  await using server = await serve(runtime)
  const { json } = await ask(server, 'GET /transactions/A%2FB:7')
  const at = '2026-03-01T00:00:00.000Z'
  assert.equal(Reflect.get(Object(json), 'meterValues'), [
    {
      at,
      samples: [
        {
          measurand: 'Current.Import',
          phase: 'L1',
          location: null,
          context: 'Sample.Periodic',
          value: 16,
          unit: 'A',
          at,
        },
      ],
      signed: [{ at, value }],
    },
  ])
  isProblem(await ask(server, 'GET /transactions/A:7'), 'unknown-transaction')
})

test.run()
