import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RawCallResult } from '../../runtime/http/port.ts'
import { ask, isProblem } from './support/ask.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { serve } from './support/server.ts'

const reset = 'POST /stations/1217212/calls/Reset'

async function call(result: RawCallResult) {
  const runtime = new MemoryRuntime()
  runtime.callResults.push(result)
  await using server = await serve(runtime)
  return await ask(server, reset, { json: { type: 'Soft' } })
}

test('POST a call gives the answer of the station', async () => {
  const runtime = new MemoryRuntime()
  runtime.callResults.push({ kind: 'answer', payload: { status: 'Rejected', custom: [1] } })
  await using server = await serve(runtime)
  const asked = await ask(server, reset, { json: { type: 'Soft' } })
  assert.is(asked.status, 200)
  assert.equal(asked.json, { status: 'Rejected', custom: [1] })
  assert.equal(runtime.calls, [{ station: '1217212', action: 'Reset', payload: { type: 'Soft' } }])
})

test('POST a call that the station answers with an error gives 502 with its words', async () => {
  const asked = await call({
    kind: 'call-error',
    code: 'NotSupported',
    description: 'No reset here',
    details: { hint: 'power' },
  })
  const problem = isProblem(asked, 'call-error')
  assert.is(problem.code, 'NotSupported')
  assert.is(problem.description, 'No reset here')
  assert.equal(problem.details, { hint: 'power' })
  assert.is(problem.detail, 'Station "1217212" answered Reset with NotSupported: No reset here')
})

test('POST an unknown action gives 404 with the nearest', async () => {
  await using server = await serve(new MemoryRuntime())
  const asked = await ask(server, 'POST /stations/1217212/calls/resett', { json: {} })
  const problem = isProblem(asked, 'unknown-action')
  assert.equal(problem.candidates, ['Reset'])
  assert.ok(Array.isArray(problem.allowed) && problem.allowed.includes('ClearCache'))
  assert.match(problem.detail, /did you mean "Reset"\?/)
  const far = await ask(server, 'POST /stations/1217212/calls/xyzxyzxyz', { json: {} })
  assert.equal(isProblem(far, 'unknown-action').candidates, [])
})

test('POST a payload that breaks the schema gives 422 with the places', async () => {
  await using server = await serve(new MemoryRuntime())
  const problem = isProblem(await ask(server, reset, { json: { type: 'Sft' } }), 'invalid-call')
  assert.is(problem.errors?.[0]?.path, '/type')
})

test('POST while the station is offline gives 503, without an answer 504', async () => {
  isProblem(await call({ kind: 'offline' }), 'offline')
  isProblem(await call({ kind: 'timeout' }), 'timeout')
})

test('POST to an unknown station gives 404', async () => {
  await using server = await serve(new MemoryRuntime())
  isProblem(await ask(server, 'POST /stations/none/calls/Reset', { json: {} }), 'unknown-station')
})

test('POST a body that is no JSON object', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  for (const json of [[], [1], 'text', 1, null]) {
    isProblem(await ask(server, reset, { json }), 'invalid-body')
  }
  const headers = { 'content-type': 'application/json' }
  isProblem(await ask(server, reset, { body: '{', headers }), 'malformed-body')
  const deep = `{"a":${'{"a":'.repeat(70)}1${'}'.repeat(70)}}`
  isProblem(await ask(server, reset, { body: deep, headers }), 'malformed-body')
  isProblem(await ask(server, reset, { body: '{}' }), 'unsupported-media-type')
  isProblem(await ask(server, reset), 'unsupported-media-type')
  assert.is(runtime.calls.length, 0)
})

test('POST with names that touch prototypes does nothing to them', async () => {
  const runtime = new MemoryRuntime()
  await using server = await serve(runtime)
  const headers = { 'content-type': 'application/json' }
  const body =
    '{"type":"Soft","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
  await ask(server, reset, { body, headers })
  assert.is(Object.hasOwn(Object.prototype, 'polluted'), false)
  assert.is('polluted' in {}, false)
})

test.run()
