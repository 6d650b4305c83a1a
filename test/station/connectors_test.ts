import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newStationFacts, type StationEvent } from '../../runtime/model.ts'
import { Connectors } from '../../runtime/station/connectors.ts'

const at = Date.UTC(2026, 10, 22, 12, 0, 0)

function start(count: number) {
  const news: number[] = []
  const gone: number[] = []
  const connectors = new Connectors(newStationFacts('CP1'), {
    onNew: ({ facts }) => void news.push(facts.connector),
    onGone: ({ facts }) => void gone.push(facts.connector),
  })
  for (let i = 1; i <= count; i++) connectors.ensure(i)
  const facts = (number: number) => {
    const connector = connectors.get(number)
    if (connector === undefined) throw new Error(`No connector ${number}`)
    return connector.facts
  }
  return { connectors, news, gone, facts }
}

const shown = (idTag: string, connector?: number): StationEvent => ({
  kind: 'CardShown',
  connector,
  idTag,
  status: 'Accepted',
  known: true,
  at,
})
const started = (connector: number, id: number, idTag: string): StationEvent => ({
  kind: 'TransactionStarted',
  connector,
  id,
  idTag,
  cardStatus: 'Accepted',
  known: true,
  meterStart: 0,
  at,
})

test('a card at the reader is for every free connector, until one starts with it', () => {
  const { connectors, facts } = start(3)
  connectors.apply(started(3, 9, 'OTHER'))
  connectors.apply(shown('A'))
  assert.equal(
    [1, 2, 3].map((n) => facts(n).card?.idTag),
    ['A', 'A', 'OTHER'],
  )
  connectors.apply(started(2, 10, 'A'))
  assert.equal(
    [1, 2, 3].map((n) => facts(n).card?.authorized),
    [false, true, true],
  )
})

test('the card of a running transaction shown again is for that transaction alone', () => {
  const { connectors, facts } = start(2)
  connectors.apply(started(1, 9, 'A'))
  connectors.apply(shown('A'))
  assert.is(facts(2).card, undefined)
})

test('a card with the number of its socket is for that socket', () => {
  const { connectors, facts } = start(2)
  connectors.apply(shown('A', 2))
  assert.is(facts(1).card, undefined)
  assert.is(facts(2).card?.authorized, true)
})

test('a card shown before the connector was heard of is known to it', () => {
  const { connectors, facts } = start(0)
  connectors.apply(shown('A'))
  connectors.ensure(1)
  assert.is(facts(1).card?.idTag, 'A')
})

test('an end finds its transaction by its id', () => {
  const { connectors, facts } = start(2)
  connectors.apply(started(1, 7, 'A'))
  connectors.apply(started(2, 8, 'B'))
  connectors.apply({ kind: 'TransactionEnded', id: 8, meterStop: 5, samples: [], at })
  connectors.apply({ kind: 'TransactionEnded', id: 99, meterStop: 5, samples: [], at })
  assert.equal(
    [1, 2].map((n) => facts(n).transaction?.active),
    [true, false],
  )
})

test('a limit of the whole station is one of each connector', () => {
  const { connectors, facts } = start(2)
  connectors.apply({ kind: 'ProfileAccepted', connector: 0, limit: 16, unit: 'A', at })
  assert.equal(
    [0, 1, 2].map((n) => facts(n).profile?.limit),
    [16, 16, 16],
  )
  connectors.apply({ kind: 'ProfileAccepted', connector: 2, limit: 6, unit: 'A', at })
  assert.equal(
    [0, 1, 2].map((n) => facts(n).profile?.limit),
    [16, 16, 6],
  )
})

test('there are no more connectors than a station can have', () => {
  const { connectors, news } = start(0)
  for (const number of [-1, 1.5, 256, Number.NaN, 2 ** 31]) {
    assert.is(connectors.ensure(number), undefined, String(number))
  }
  for (let i = 1; i <= 255; i++) connectors.ensure(i)
  assert.is(news.length, 64)
})

test('connectors beyond those declared go, unless they were used', () => {
  const { connectors, news, gone } = start(4)
  connectors.apply({ kind: 'StatusReported', connector: 4, status: 'Charging', at })
  connectors.apply({ kind: 'StatusReported', connector: 3, status: 'Available', at })
  connectors.declare(1)
  assert.equal(
    [news, gone],
    [
      [1, 2, 3, 4],
      [2, 3],
    ],
  )
  for (const count of [0, -1, 1.5, Number.NaN]) connectors.declare(count)
  assert.equal(gone, [2, 3])
})

test('without room for more, a station gets the connectors that stations usually have', () => {
  const connectors = new Connectors(newStationFacts('CP1'), {
    onNew: () => undefined,
    onGone: () => undefined,
    hasRoom: () => false,
  })
  for (let number = 1; number <= 64; number++) {
    connectors.apply({ kind: 'StatusReported', connector: number, status: 'Charging', at })
  }
  connectors.declare(12)
  assert.equal(
    connectors.outlets().map(({ facts }) => facts.connector),
    [1, 2, 3, 4],
  )
})

test.run()
