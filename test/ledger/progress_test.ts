import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ledger } from '../../runtime/ledger/ledger.ts'
import { hasOrder, withOrder } from '../../runtime/ledger/orders.ts'
import { decodeProgress, encodeProgress } from '../../runtime/ledger/progress.ts'
import type { TransactionRecord } from '../../runtime/ledger/record.ts'
import { decodeSamples, encodeSamples } from '../../runtime/ledger/sample_text.ts'
import { silentLog } from '../../runtime/log.ts'
import type { Sample, StationEvent } from '../../runtime/model.ts'
import type { Change } from '../../runtime/storage/store.ts'
import { Writes } from '../../runtime/storage/writes.ts'
import { TestClock, turn } from '../support/test_clock.ts'
import { FragileStore } from './support/book_keeper.ts'
import { begin, minute } from './support/tell.ts'

const ids = { isIssued: () => false, isFresh: () => false, ended: () => undefined }

/** A ledger over a store that outlives it. */
class Keeper {
  readonly store = new FragileStore()
  readonly changes: Change[] = []
  readonly #clock = new TestClock()
  #writes = new Writes(this.store)
  #ledger = this.#open()

  /** Has a message of the station S taken; `false` when it could not be stored. */
  async tell(events: readonly StationEvent[]): Promise<boolean> {
    const more = { station: 'S', runs: undefined, count: () => undefined }
    for (const event of events) {
      const connector = 'connector' in event ? event.connector : undefined
      this.#ledger.report({ ...more, event, connector })
    }
    const stored = await this.#writes.flush()?.then(
      () => true,
      () => false,
    )
    return stored ?? true
  }

  /** Another process takes over. */
  async restart(): Promise<void> {
    this.#writes = new Writes(this.store)
    this.#ledger = this.#open()
    await this.#ledger.restore()
  }

  /** All that is known of a transaction, when what is counted anew is stored. */
  async known(transaction: string): Promise<unknown> {
    for (let i = 0; i < 4; i++) await turn()
    const record = this.#ledger.atHand('S', transaction)
    return record && ofBoth(record)
  }

  #open(): Ledger {
    const writes = {
      add: (change: Change) => {
        this.changes.push(change)
        this.#writes.add(change)
      },
      addLater: this.#writes.addLater.bind(this.#writes),
      beforeFlush: this.#writes.beforeFlush.bind(this.#writes),
    }
    return new Ledger({ clock: this.#clock, log: silentLog, store: this.store, writes, ids })
  }
}

/** What a record is, without what belongs to one process. */
function ofBoth({ unstored: _, failures: __, ...rest }: TransactionRecord): unknown {
  return JSON.parse(JSON.stringify(rest))
}

interface News {
  readonly order?: number | undefined
  readonly at: number
  readonly register?: number | undefined
  readonly current?: number | undefined
  readonly state?: 'Charging' | 'SuspendedEV' | undefined
  readonly past?: true | undefined
}

/** Where each runs. */
const connectors = { a: 1, b: 2 } as const
type Id = keyof typeof connectors
const both = ['a', 'b'] as const

function start(id: Id): readonly StationEvent[] {
  const about = { idTag: 'A', cardStatus: 'Accepted', known: true, meterStart: 0 } as const
  const connector = connectors[id]
  return [{ kind: 'TransactionStarted', id, connector, at: begin, order: 0, ...about }]
}

function news(id: Id, { order, at: when, register, current, state, past }: News) {
  const at = begin + when * minute
  const samples = [
    ...(current === undefined ? [] : [sample('Current.Import', current, at - 1.5 * minute)]),
    ...(register === undefined ? [] : [sample('Energy.Active.Import.Register', register, at)]),
  ]
  const connector = connectors[id]
  const updated = { kind: 'TransactionUpdated', id, connector, order, at, past } as const
  const metered = { kind: 'Metered', connector, transaction: id, samples, past } as const
  const events: StationEvent[] = [{ ...updated, chargingState: state }]
  if (samples.length > 0) events.push(metered)
  return events
}

function sample(measurand: Sample['measurand'], value: number, at: number): Sample {
  return { measurand, phase: '', location: '', context: 'Sample.Periodic', value, at }
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
const anyNews = fc
  .record({
    order: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined, freq: 9 }),
    at: fc.integer({ min: 0, max: 40 }),
    measures: fc.boolean(),
    current: rarely(fc.nat(16)),
    state: rarely(fc.constantFrom('Charging' as const, 'SuspendedEV' as const)),
    past: rarely(fc.constant(true as const)),
  })
  .map(({ measures, ...rest }): News => ({ ...rest, ...(measures && { register: 10 * rest.at }) }))

/** In its order, with later times, as it mostly is. */
const rightNews = fc
  .array(fc.record({ register: fc.boolean(), current: fc.boolean() }), { maxLength: 50 })
  .map((all) =>
    all.map(
      ({ register, current }, index): News => ({
        order: index + 1,
        at: index + 1,
        ...(register && { register: 10 * index }),
        ...(current && { current: 16 }),
      }),
    ),
  )

const step = fc.record({
  id: fc.constantFrom<Id>('a', 'b'),
  fails: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.boolean()),
  again: fc.boolean(),
})

for (const [words, told] of [
  ['in order', rightNews],
  ['in any order', fc.array(anyNews, { maxLength: 50 })],
] as const) {
  test(`Who starts again knows all that was known of what runs, told ${words}`, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(told, fc.array(step, { minLength: 50, maxLength: 50 }), async (all, how) => {
        const keeper = new Keeper()
        for (const id of both) assert.ok(await keeper.tell(start(id)))
        const behind = new Set<string>()
        for (const [index, one] of all.entries()) {
          const { id, fails, again } = how[index] ?? {
            id: 'a' as const,
            fails: false,
            again: false,
          }
          keeper.store.failing = fails
          const stored = await keeper.tell(news(id, one))
          keeper.store.failing = false
          if (stored) behind.delete(id)
          else behind.add(id)
          if (again) {
            assert.ok(await keeper.tell(news(id, one)))
            behind.delete(id)
          }
        }
        const before = [await keeper.known('a'), await keeper.known('b')]
        await keeper.restart()
        for (const [index, id] of both.entries()) {
          if (behind.has(id)) continue
          assert.equal(await keeper.known(id), before[index])
          compared += 1
        }
      }),
      { numRuns: 500, includeErrorInReport: true },
    )
    assert.ok(compared > 300, `${compared} compared`)
  })
}

test('A transaction that only goes on is stored with its readings, and by itself now and then', async () => {
  const keeper = new Keeper()
  await keeper.tell(start('a'))
  keeper.changes.length = 0
  for (let order = 1; order <= 100; order++) {
    await keeper.tell(news('a', { order, at: order, register: order * 10 }))
  }
  const kinds = keeper.changes.map(({ kind }) => kind)
  assert.is(kinds.filter((kind) => kind === 'reading').length, 100)
  assert.is(kinds.filter((kind) => kind === 'transaction').length, 4)
  keeper.changes.length = 0
  // Without values there is but its number to store.
  await keeper.tell(news('a', { order: 101, at: 101 }))
  assert.equal(
    keeper.changes.map((change) => change.kind === 'reading' && change.row.samples),
    ['#101'],
  )
  // What comes again changes nothing, and is not measured twice.
  await keeper.tell(news('a', { order: 100, at: 100, register: 1000 }))
  const readings = await keeper.store.readings('S:a')
  assert.is(readings.length, 101)
})

test('A number too large to be exact is none, now and after a restart', async () => {
  const keeper = new Keeper()
  await keeper.tell(start('a'))
  for (const [at, order] of [1, 1e21, -1e300].entries()) {
    await keeper.tell(news('a', { order, at: at + 1, register: 10 * at }))
  }
  await keeper.tell(news('a', { order: 2 ** 53, at: 5 }))
  const before = await keeper.known('a')
  assert.equal(before && typeof before === 'object' && Reflect.get(before, 'orders'), [0, 1])
  await keeper.restart()
  assert.equal(await keeper.known('a'), before)
})

test('Progress is read as it was written, and by who does not know it as the samples behind it', () => {
  const at = fc.integer({ min: 1.7e12, max: 1.8e12 })
  const progress = fc.record({ order: fc.integer(), at }, { noNullPrototype: true })
  const measured = fc
    .array(fc.tuple(fc.integer(), at), { maxLength: 4 })
    .map((all) => all.map(([value, when]) => sample('Voltage', value, when)))
  fc.assert(
    fc.property(progress, at, measured, (given, other, samples) => {
      const from = samples[0]?.at ?? other
      const text = encodeProgress(given, from) + encodeSamples(samples)
      assert.equal(decodeProgress(text, from), given)
      assert.equal(decodeSamples(text, from), samples)
      assert.is(decodeProgress(encodeSamples(samples), from), undefined)
    }),
  )
})

test('Orders that were seen are known, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 25 })), (orders) => {
      let ranges: number[] = []
      for (const order of orders) ranges = withOrder(ranges, order)
      for (let order = -5; order < 28; order++) {
        assert.is(hasOrder(ranges, order), orders.includes(order), `${order}`)
      }
    }),
  )
})

test.run()
