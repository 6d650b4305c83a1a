import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RpcError } from '../../runtime/rpc/errors.ts'
import type { CallFrame } from '../../runtime/rpc/frame.ts'
import { Link } from '../../runtime/rpc/link.ts'
import { TestClock, turn } from '../support/test_clock.ts'

/** A link whose calls are handled by action. */
function open() {
  const sent: string[] = []
  const counts: string[] = []
  const defects: unknown[] = []
  const link = new Link({
    clock: new TestClock(),
    send: (text) => void sent.push(text),
    close: () => undefined,
    onCall({ action }) {
      if (action === 'Defect') throw new TypeError('x is not a function')
      if (action === 'Refused') throw new RpcError('Property', 'Too long')
      if (action === 'Late') return Promise.resolve('{"late":true}')
      if (action === 'Stored') return undefined
      if (action === 'LateStored') return Promise.resolve(undefined)
      if (action === 'LateDefect') return Promise.reject(new TypeError('no'))
      return '{"ok":true}'
    },
    timeout: () => 30,
    maxUnanswered: () => 3,
    pause: () => 0,
    adopts: () => false,
    oneWay: false,
    errorWord: (kind) => `word:${kind}`,
    count: (what) => void counts.push(what),
    onDefect: (error) => void defects.push(error),
  })
  return { link, sent, counts, defects }
}

test('a defect of ours is answered as such, told, and the link goes on', () => {
  const { link, sent, defects } = open()
  link.receive('[2,"1","Defect",{}]')
  link.receive('[2,"2","Fine",{}]')
  assert.equal(sent, [
    '[4,"1","word:Internal","The call could not be handled",{}]',
    '[3,"2",{"ok":true}]',
  ])
  assert.is(defects.length, 1)
})

test('a refusal is answered in the words of the version, and is no defect', () => {
  const { link, sent, defects } = open()
  link.receive('[2,"1","Refused",{}]')
  assert.equal(sent, ['[4,"1","word:Property","Too long",{}]'])
  assert.equal(defects, [])
})

test('an answer that takes its time comes, unless the connection is gone', async () => {
  const { link, sent, defects } = open()
  await link.receive('[2,"1","Late",{}]')
  await link.receive('[2,"2","LateDefect",{}]')
  assert.equal(sent, [
    '[3,"1",{"late":true}]',
    '[4,"2","word:Internal","The call could not be handled",{}]',
  ])
  assert.is(defects.length, 1)
  const late = link.receive('[2,"3","Late",{}]')
  link.closed()
  await late
  await turn()
  assert.is(sent.length, 2)
})

test('a call may be answered by whoever knows when, with an error too, and only then', async () => {
  const { link, sent } = open()
  assert.is(link.receive('[2,"1","Stored",{}]'), 'later')
  assert.is(await link.receive('[2,"2","LateStored",{}]'), 'later')
  assert.equal(sent, [])
  link.answer(callOf('"1"'), '{"ok":1}')
  link.answer(callOf('"2"'), new RpcError('Internal', 'Not now'))
  assert.equal(sent, ['[3,"1",{"ok":1}]', '[4,"2","word:Internal","Not now",{}]'])
  link.closed()
  link.answer(callOf('"3"'), '{}')
  assert.is(sent.length, 2)
})

test.run()

function callOf(id: string): CallFrame {
  const rest = { payload: {}, repaired: false, oneWay: false, checked: false }
  return { type: 'call', id, action: 'Stored', ...rest }
}
