import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RpcError, type RpcErrorKind } from '../../runtime/rpc/errors.ts'
import { parseFrame } from '../../runtime/rpc/frame.ts'
import { Link } from '../../runtime/rpc/link.ts'
import { ManualClock } from '../support/manual_clock.ts'

interface Heard {
  readonly link: Link
  readonly sent: string[]
  readonly counted: string[]
  readonly called: string[]
}

function linkWith({ oneWay }: { oneWay: boolean }): Heard {
  const sent: string[] = []
  const counted: string[] = []
  const called: string[] = []
  const link = new Link({
    clock: new ManualClock(),
    send: (text) => void sent.push(text),
    close: () => undefined,
    onCall(frame) {
      called.push(frame.action)
      if (frame.action === 'Wrong') throw new RpcError('NotImplemented', 'Unknown')
      return '{}'
    },
    oneWay,
    timeout: () => 30,
    errorWord: (kind: RpcErrorKind) => kind,
    maxUnanswered: () => 3,
    pause: () => 0,
    adopts: () => false,
    count: (what) => void counted.push(what),
    onDefect: () => undefined,
  })
  return { link, sent, counted, called }
}

test('a message that wants no answer is handled and gets none, whatever is wrong with it', () => {
  const { link, sent, called } = linkWith({ oneWay: true })
  link.receive('[6,"a","Stream",{"id":1}]')
  link.receive('[6,"b","Wrong",{}]')
  assert.equal(called, ['Stream', 'Wrong'])
  link.receive('[6,"c","Stream"]')
  link.receive('[6]')
  assert.equal(called.length, 2)
  assert.equal(sent, ['[4,"-1","Framework","The message id is absent; it must be text",{}]'])
})

test('where the version has no such messages, the type is unknown', () => {
  const { link, sent, called, counted } = linkWith({ oneWay: false })
  link.receive('[6,"a","Stream",{}]')
  assert.equal(called, [])
  assert.equal(counted, ['frame:malformed'])
  assert.equal(sent, [
    '[4,"a","MessageType","Message type 6 is unknown; allowed are 2, 3 and 4",{}]',
  ])
})

test('a dispute about an answer of ours is counted and not answered', () => {
  const { link, sent, counted } = linkWith({ oneWay: true })
  link.receive('[5,"a","FormatViolation","Cannot read it",{}]')
  assert.equal(sent, [])
  assert.equal(counted, ['answer:disputed'])
  const expected = { type: 'dispute', code: 'FormatViolation', description: 'Cannot read it' }
  assert.equal(parseFrame('[5,"a","FormatViolation","Cannot read it",{}]'), expected)
})

test('what is no frame is an error of the framework, a payload an error of its own', () => {
  const { link, sent } = linkWith({ oneWay: true })
  link.receive('{"a":1}')
  link.receive('[2,"x","Wrong",{}]')
  link.receive('[7,"y","Wrong",{}]')
  assert.equal(
    sent.map((text) => JSON.parse(text).slice(1, 3)),
    [
      ['-1', 'Framework'],
      ['x', 'NotImplemented'],
      ['y', 'MessageType'],
    ],
  )
})

test.run()
