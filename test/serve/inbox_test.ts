import { once } from 'node:events'
import process from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Inbox } from '../../runtime/serve/inbox.ts'
import { Rounds } from '../../runtime/station/rounds.ts'
import { turn } from '../support/test_clock.ts'

function open() {
  const inbox = new Inbox()
  const handled: string[] = []
  const sent: string[] = []
  const peer = (name: string) => ({
    deliver: (data: string) => void handled.push(name + data),
    write: (text: string) => void sent.push(name + text),
  })
  return { inbox, handled, sent, a: peer('a'), b: peer('b') }
}

test('messages are handled after the turn they came in, in their order', async () => {
  const { inbox, handled, a, b } = open()
  inbox.push(a, '1')
  inbox.push(b, '1')
  inbox.push(a, '2')
  assert.equal(handled, [])
  await turn()
  assert.equal(handled, ['a1', 'b1', 'a2'])
})

test('many messages are handled in portions, so that others get a turn', async () => {
  const { inbox, handled, a } = open()
  for (let i = 0; i < 1000; i++) inbox.push(a, String(i))
  await turn()
  assert.is(handled.length, 64)
  while (handled.length < 1000) await turn()
  assert.equal(
    handled,
    Array.from({ length: 1000 }, (_, i) => `a${i}`),
  )
})

test('of what many say at once some is handled before more is read', async () => {
  const { inbox, handled, a, b } = open()
  for (let i = 0; i < 100; i++) inbox.push(i % 2 === 0 ? a : b, String(i))
  assert.is(handled.length, 64)
  await turn()
  assert.equal(
    handled,
    Array.from({ length: 100 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}${i}`),
  )
})

test('of a flood no more than about a thousand messages wait', async () => {
  const { inbox, handled, a } = open()
  let pushed = 0
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 500; i++) inbox.push(a, String(pushed++))
    await turn()
    assert.ok(pushed - handled.length <= 1024, `${pushed - handled.length} wait`)
  }
  inbox.drain()
  assert.equal(
    handled,
    Array.from({ length: pushed }, (_, i) => `a${i}`),
  )
})

test('what waits of one is handled before that of others, in the midst of a turn or not', async () => {
  const { inbox, handled, a, b } = open()
  const c = { ...b, deliver: () => inbox.hasten(a) }
  inbox.push(c, '')
  for (const data of ['1', '2']) for (const to of [b, a]) inbox.push(to, data)
  await turn()
  assert.equal(handled, ['a1', 'a2', 'b1', 'b2'])
  inbox.push(a, '3')
  inbox.hasten(a)
  assert.is(handled.at(-1), 'a3')
})

test('what waits is handled at once at the end of a connection', () => {
  const { inbox, handled, a } = open()
  for (let i = 0; i < 300; i++) inbox.push(a, String(i))
  inbox.drain()
  assert.is(handled.length, 300)
})

test('what messages lead to is sent after all of a portion are handled, in its order', async () => {
  const { inbox, handled, sent } = open()
  const seen: number[] = []
  const peer = (name: string) => ({
    deliver(data: string) {
      handled.push(name + data)
      inbox.post(this, `first ${data}`)
      inbox.post(this, `second ${data}`)
    },
    write(text: string) {
      seen.push(handled.length)
      sent.push(`${name} ${text}`)
    },
  })
  inbox.push(peer('a'), '1')
  inbox.push(peer('b'), '2')
  await turn()
  assert.equal(sent, ['a first 1', 'a second 1', 'b first 2', 'b second 2'])
  assert.equal(seen, [2, 2, 2, 2])
})

test('what is not the outcome of a message is sent at once, and before a goodbye all is', async () => {
  const { inbox, sent, a, b } = open()
  inbox.post(a, 'now')
  assert.equal(sent, ['anow'])
  const leaving = {
    deliver() {
      inbox.post(b, 'answer')
      inbox.flush()
      sent.push('goodbye')
    },
    write: () => undefined,
  }
  inbox.push(leaving, '')
  await turn()
  assert.equal(sent, ['anow', 'banswer', 'goodbye'])
})

test('where a message breaks something, the others are handled and answered, and the round ends', async () => {
  const rounds = new Rounds()
  const inbox = new Inbox(rounds)
  const sent: string[] = []
  const owed: string[] = []
  const peer = {
    deliver(data: string) {
      if (data === 'broken') throw new Error('Broken by a message')
      rounds.owe({
        conclude: () => inbox.post(this, data),
        settle() {
          owed.push(data)
          if (data === 'first') throw new Error('Broken by a reaction')
        },
      })
    },
    write: (text: string) => void sent.push(text),
  }
  for (const data of ['first', 'second', 'broken']) inbox.push(peer, data)
  assert.throws(() => inbox.drain(), 'Broken by a reaction')
  assert.equal(
    [sent, owed],
    [
      ['first', 'second'],
      ['first', 'second'],
    ],
  )
  assert.is(rounds.isOpen, false)
  inbox.post(peer, 'own call')
  inbox.push(peer, 'third')
  await turn()
  assert.equal(sent, ['first', 'second', 'own call', 'third'])
})

test('whoever says something does not suffer from what others said', async () => {
  const { inbox, handled, a, b } = open()
  const thrown = once(process, 'uncaughtException')
  const broken = {
    ...b,
    deliver: () => {
      throw new Error('Broken by a message')
    },
  }
  inbox.push(broken, '')
  for (let i = 1; i < 64; i++) inbox.push(a, '')
  inbox.push(b, 'after')
  const [error] = await thrown
  assert.is(error.message, 'Broken by a message')
  await turn()
  assert.is(handled.length, 64)
  assert.is(handled.at(-1), 'bafter')
})

test('a round is over even where an answer cannot be sent', () => {
  const rounds = new Rounds()
  let isOver = false
  const listener = { begin: () => rounds.begin(), end: () => rounds.end(), over }
  function over() {
    isOver = true
  }
  const inbox = new Inbox(listener)
  const peer = {
    deliver: () => inbox.post(peer, 'answer'),
    write: () => {
      throw new Error('Broken by a socket')
    },
  }
  inbox.push(peer, '')
  assert.throws(() => inbox.drain(), 'Broken by a socket')
  assert.ok(isOver)
})

test('what the sending of an answer leads to is sent, too', async () => {
  const { inbox, sent, b } = open()
  const peer = {
    deliver: () => inbox.post(peer, 'answer'),
    write(text: string) {
      sent.push(text)
      inbox.post(b, ' after it')
    },
  }
  inbox.push(peer, '')
  await turn()
  assert.equal(sent, ['answer', 'b after it'])
})

test.run()
