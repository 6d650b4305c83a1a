import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OwnCalls } from '../../runtime/rpc/own_calls.ts'
import { TestClock } from '../support/test_clock.ts'

/** Calls of one connection, with what went out and what was counted. */
function start(options: { pause?: number } = {}) {
  const clock = new TestClock()
  const sent: string[] = []
  const counts: string[] = []
  const closes: number[] = []
  const calls = new OwnCalls({
    clock,
    send: (text) => void sent.push(text),
    close: (code) => void closes.push(code),
    timeout: (action) => (action === 'Slow' ? 60 : 10),
    maxUnanswered: () => 3,
    pause: () => options.pause ?? 0,
    adopts: () => false,
    count: (what) => void counts.push(what),
  })
  /** Answers the last call sent. */
  const answer = (payload: unknown) => calls.settle(idOf(sent.at(-1)), { kind: 'result', payload })
  return { clock, sent, counts, closes, calls, answer }
}

/** The message id of a frame, as JSON text. */
function idOf(text = ''): string {
  return JSON.stringify(JSON.parse(text)[1])
}

function actions(sent: readonly string[]): readonly unknown[] {
  return sent.map((text) => JSON.parse(text)[2])
}

test('calls go out one at a time, each when the one before is answered', async () => {
  const { calls, sent, answer } = start()
  const results = [calls.call('A', '{}'), calls.call('B', '{"x":1}'), calls.call('C', '{}')]
  assert.equal(actions(sent), ['A'])
  answer({ n: 1 })
  assert.equal(actions(sent), ['A', 'B'])
  assert.equal(JSON.parse(sent[1] ?? '')[3], { x: 1 })
  answer({ n: 2 })
  answer({ n: 3 })
  const payloads = (await Promise.all(results)).map((r) => (r.kind === 'result' ? r.payload : r))
  assert.equal(payloads, [{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('every call has an id of its own', () => {
  const { calls, sent, answer } = start()
  for (let i = 0; i < 100; i++) {
    void calls.call('A', '{}')
    answer({})
  }
  assert.is(new Set(sent.map(idOf)).size, 100)
})

test('a call without an answer ends in its own time, and the next one goes out', async () => {
  const { calls, sent, clock, counts } = start()
  const slow = calls.call('Slow', '{}')
  const next = calls.call('A', '{}')
  await clock.advance(59_999)
  assert.equal(actions(sent), ['Slow'])
  await clock.advance(1)
  assert.equal(await slow, { kind: 'timeout' })
  assert.equal(actions(sent), ['Slow', 'A'])
  await clock.advance(10_000)
  assert.equal(await next, { kind: 'timeout' })
  assert.equal(counts, ['answer:missing', 'answer:missing'])
})

test('three calls in a row without an answer close the connection, an answer begins anew', async () => {
  const { calls, clock, closes, answer } = start()
  const miss = async () => {
    void calls.call('A', '{}')
    await clock.advance(10_000)
  }
  await miss()
  await miss()
  void calls.call('A', '{}')
  answer({})
  await miss()
  await miss()
  assert.equal(closes, [])
  await miss()
  assert.equal(closes, [1002])
})

test('late and foreign answers are told apart, and change nothing', async () => {
  const { calls, sent, clock, counts, answer } = start()
  void calls.call('A', '{}')
  await clock.advance(10_000)
  const second = calls.call('B', '{}')
  counts.splice(0)
  calls.settle(idOf(sent[0]), { kind: 'result', payload: 'late' })
  calls.settle(idOf(sent[0]), { kind: 'result', payload: 'late again' })
  calls.settle('"x"', { kind: 'error', code: 'E', description: '', details: {} })
  calls.settle('7', { kind: 'result', payload: {} })
  assert.equal(counts, ['answer:late', 'answer:unknown', 'answer:unknown', 'answer:unknown'])
  answer('right')
  assert.equal(await second, { kind: 'result', payload: 'right' })
})

test('an abort ends a call at once; what is under way still keeps its turn', async () => {
  const { calls, sent, answer } = start()
  const first = new AbortController()
  const second = new AbortController()
  const one = calls.call('A', '{}', { signal: first.signal })
  const two = calls.call('B', '{}', { signal: second.signal })
  const three = calls.call('C', '{}')
  second.abort()
  assert.equal(await two, { kind: 'aborted' })
  first.abort()
  assert.equal(await one, { kind: 'aborted' })
  assert.equal(actions(sent), ['A'], 'the station has not answered yet')
  answer({})
  assert.equal(actions(sent), ['A', 'C'])
  answer({})
  assert.is((await three).kind, 'result')
  assert.equal(await calls.call('D', '{}', { signal: first.signal }), { kind: 'aborted' })
})

test('no listener stays behind', async () => {
  const { calls, answer } = start()
  const { signal } = new AbortController()
  for (let i = 0; i < 20; i++) {
    const call = calls.call('A', '{}', { signal })
    answer({})
    await call
  }
  assert.is(getEventListeners(signal, 'abort').length, 0)
})

test('the end of the connection ends every call, and no other begins', async () => {
  const { calls, sent } = start()
  const all = [calls.call('A', '{}'), calls.call('B', '{}')]
  calls.closed()
  assert.equal(await Promise.all(all), [{ kind: 'closed' }, { kind: 'closed' }])
  assert.equal(await calls.call('C', '{}'), { kind: 'closed' })
  assert.is(sent.length, 1)
})

test('no more than 64 calls wait', async () => {
  const { calls } = start()
  for (let i = 0; i < 65; i++) void calls.call('A', '{}')
  assert.equal(await calls.call('B', '{}'), { kind: 'busy' })
})

test('a pause between calls is kept', async () => {
  const { calls, sent, clock, answer } = start({ pause: 2 })
  void calls.call('A', '{}')
  void calls.call('B', '{}')
  answer({})
  await clock.advance(1_999)
  assert.equal(actions(sent), ['A'])
  await clock.advance(1)
  assert.equal(actions(sent), ['A', 'B'])
})

test.run()
