import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newStationFacts } from '../../runtime/model.ts'
import { Message } from '../../runtime/rpc/message.ts'
import { Cards } from '../../runtime/station/cards.ts'
import { Counters } from '../../runtime/station/counters.ts'
import { KeptTexts } from '../../runtime/station/kept_texts.ts'
import { type LastMessage, LastMessages } from '../../runtime/station/last_messages.ts'
import { csv, measurandLists } from '../../runtime/station/measurand_lists.ts'
import { linkQuality } from '../../runtime/station/quality.ts'
import { ReplyCache } from '../../runtime/station/reply_cache.ts'
import { TransactionIds } from '../../runtime/station/transactions.ts'
import { TestClock } from '../support/test_clock.ts'

test('measurandLists :: everything wanted, the usual ones, then power and energy', () => {
  const wanted = ['Temperature', 'Voltage', 'SoC', 'Energy.Active.Import.Register'] as const
  assert.equal(measurandLists(wanted, 0), [
    ['Energy.Active.Import.Register', 'Voltage', 'Temperature', 'SoC'],
    ['Energy.Active.Import.Register', 'Voltage'],
  ])
  assert.equal(measurandLists(wanted, 1), [['Energy.Active.Import.Register']])
  assert.equal(measurandLists(['SoC'], 0), [['SoC']])
  assert.equal(measurandLists([], 0), [])
})

test('csv :: blanks and quotes around elements do not count', () => {
  assert.equal(csv(` 'a' ,"b", c,, ' ' `), ['a', 'b', 'c'])
  assert.equal(csv(''), [])
})

test('Cards :: decide about cards without regard to case', () => {
  const clock = new TestClock()
  const cards = new Cards(clock, [{ idTag: 'Abc', status: 'Accepted', expiry: clock.now() + 1000 }])
  assert.equal(cards.authorize('x', { knownOnly: false }), { status: 'Accepted', known: false })
  assert.equal(cards.authorize('x', { knownOnly: true }), { status: 'Invalid', known: false })
  assert.is(cards.authorize('aBC', { knownOnly: true }).status, 'Accepted')
  assert.is(cards.put({ idTag: 'ABC', status: 'Blocked' }), false)
  assert.is(cards.authorize('abc', { knownOnly: false }).status, 'Blocked')
  assert.is(cards.list().length, 1)
  assert.is(cards.delete('ABc'), true)
  assert.is(cards.delete('ABc'), false)
})

test('Cards :: a card expires by the clock, a blocked one stays blocked', async () => {
  const clock = new TestClock()
  const cards = new Cards(clock, [
    { idTag: 'a', status: 'Accepted', expiry: clock.now() + 1000 },
    { idTag: 'b', status: 'Blocked', expiry: clock.now() + 1000 },
  ])
  await clock.advance(1000)
  assert.is(cards.authorize('a', { knownOnly: true }).status, 'Expired')
  assert.is(cards.authorize('b', { knownOnly: true }).status, 'Blocked')
})

test('TransactionIds :: one id a start, whatever the station, and never a used one', () => {
  const start = fc.record({
    station: fc.constantFrom('A', 'B'),
    connector: fc.integer({ min: 1, max: 2 }),
    idTag: fc.constantFrom('x', 'y'),
    meterStart: fc.integer({ min: 0, max: 2 }),
    at: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(start, { maxLength: 24 }), (starts) => {
      const ids = new TransactionIds(new TestClock())
      const given = new Map<string, number>()
      for (const { station, ...of } of starts) {
        const id = ids.idFor(station, of)
        assert.ok(Number.isInteger(id) && id >= 1 && id <= 2147483647)
        const key = JSON.stringify([station, of])
        if (given.has(key)) assert.is(id, given.get(key))
        else assert.not([...given.values()].includes(id))
        given.set(key, id)
      }
    }),
    { numRuns: 100 },
  )
})

test('ReplyCache :: the same message gets its answer, sixteen messages long', () => {
  for (const message of [(text: string) => new Message(text), bytesOf]) {
    const cache = new ReplyCache(new KeptTexts())
    const get = (text: string, now: number) => cache.get(`"${text}"`, message(text), now)
    const put = (text: string, reply: string, at: number) =>
      cache.put(`"${text}"`, message(text), { reply, at })
    for (let i = 0; i < 17; i++) put(`t${i}`, `r${i}`, i)
    assert.is(get('t0', 0), undefined)
    assert.is(get('t1', 120_001), 'r1')
    assert.is(get('t1', 120_002), undefined)
    assert.is(get('other', 0), undefined)
    put('other', 'new', 20)
    assert.is(get('other', 20), 'new')
    cache.sweep(120_010)
    assert.is(get('t9', 0), undefined)
    assert.is(get('t10', 0), 'r10')
    cache.sweep(120_021)
    assert.is(get('other', 20), undefined)
    put('later', 'again', 120_022)
    assert.is(get('later', 120_022), 'again')
  }
})

test('ReplyCache :: the same id with another text is another message', () => {
  const cache = new ReplyCache(new KeptTexts())
  cache.put('"1"', bytesOf('{"n":1}'), { reply: 'one', at: 0 })
  assert.is(cache.get('"1"', bytesOf('{"n":2}'), 1), undefined)
  cache.put('"1"', bytesOf('{"n":22}'), { reply: 'two', at: 1 })
  assert.equal(
    ['{"n":1}', '{"n":22}', '{"n":2}'].map((text) => cache.get('"1"', bytesOf(text), 2)),
    ['one', 'two', undefined],
  )
  assert.is(cache.get('"1"', new Message('{"n":22}'), 2), 'two')
})

test('linkQuality :: full within the interval, then falling, never 0 while connected', () => {
  const facts = { ...newStationFacts('A'), online: true, lastSeen: 0 }
  const at = (seconds: number) => linkQuality(facts, 60, seconds * 1000)
  assert.equal([0, 60, 61, 150, 239, 240, 9999].map(at), [100, 100, 99, 50, 1, 1, 1])
  assert.is(linkQuality({ ...facts, online: false }, 60, 0), 0)
  assert.is(linkQuality({ ...facts, lastSeen: Number.NaN }, 60, 0), 0)
})

test('Counters :: a station that makes up names gets no more room', () => {
  const counters = new Counters()
  for (let i = 0; i < 500; i++) counters.count(`n${i}`)
  counters.count('n0')
  const counts = counters.toRecord()
  assert.is(Object.keys(counts).length, 201)
  assert.equal([counts.n0, counts.other], [2, 300])
})

test('LastMessages :: the last of each action and direction, of forty actions', () => {
  const messages = new LastMessages(new KeptTexts())
  for (let i = 0; i < 60; i++) {
    messages.put({ direction: 'in', action: `A${i % 45}`, at: i, frame: `f${i}` })
  }
  assert.is(messages.list().length, 40)
  assert.is(messages.received('A0')?.frame, 'f45')
  assert.is(messages.received('A44'), undefined)
})

test('LastMessages :: whatever their length, of each kind the last comes back', () => {
  const message = fc.record({
    direction: fc.constantFrom<'in' | 'out'>('in', 'out'),
    action: fc.constantFrom('A', 'B', 'C'),
    frame: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ maxLength: 400 })),
    asBytes: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), (all) => {
      const messages = new LastMessages(new KeptTexts())
      const last = new Map<string, LastMessage>()
      all.forEach(({ direction, action, frame, asBytes }, at) => {
        const said = asBytes ? bytesOf(frame) : frame
        messages.put({ direction, action, at, frame: said })
        last.set(`${direction} ${action}`, { direction, action, at, frame })
      })
      const list = [...last.values()].sort((a, b) => a.at - b.at)
      assert.equal(messages.list(), list)
      for (const action of ['A', 'B', 'C']) {
        assert.equal(messages.received(action), last.get(`in ${action}`))
      }
    }),
    { numRuns: 300 },
  )
})

function bytesOf(text: string): Message {
  return new Message(Buffer.from(text))
}

test.run()
