import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BookKeeper } from './support/book_keeper.ts'
import {
  begin,
  end,
  minute,
  news,
  readings,
  start,
  startSomewhere,
  type Tell,
} from './support/tell.ts'

/** When the sessions of the story start, minutes. */
const all = [0, 20, 40, 60, 80] as const

function idOf(keeper: BookKeeper, from: number): number {
  const at = begin + from * minute
  return keeper.idFor('S', { connector: 1, idTag: 'A', meterStart: 100 + from, at })
}

/** Messages that come before any of them is answered. */
async function atOnce(keeper: BookKeeper, ...all: readonly Tell[]): Promise<void> {
  const answers = await Promise.all(all.map((tell) => tell(keeper)))
  assert.not(answers.includes(false))
}

test('The latest start that comes again, when its transaction is at hand no more, undoes nothing', async () => {
  const keeper = await BookKeeper.open()
  const ids = new Map(all.map((from) => [from, idOf(keeper, from)]))
  for (const [from, id] of ids) {
    assert.ok(await start(id, 100 + from, from)(keeper))
    assert.ok(await readings(id, [from + 5, 110 + from])(keeper))
    assert.ok(await end(id, 120 + from, from + 10)(keeper))
  }
  const before = await keeper.records()
  for (const [from, id] of [...ids].slice(0, -1)) {
    assert.ok(await readings(id, [from + 5, 110 + from])(keeper))
  }
  const id = idOf(keeper, 80)
  assert.is(id, ids.get(80))
  assert.ok(await start(id, 180, 80)(keeper))
  assert.equal(await keeper.records(), before)
  await keeper.kill()
  assert.equal(await keeper.records(), before)
  assert.equal(
    before.map(({ energy, flags }) => [energy, flags]),
    all.map(() => [20, []]),
  )
})

test('What supersedes a transaction does not undo its end, whenever that comes', async () => {
  for (let steps = 0; steps < 20; steps++) {
    const keeper = await BookKeeper.open()
    assert.ok(await start('first', 100)(keeper))
    // Nobody knows yet whether it is new.
    const second = start('second', 120, 20)(keeper)
    for (let step = 0; step < steps; step++) await undefined
    assert.ok(await end('first', 120, 10)(keeper))
    assert.ok(await second)
    await keeper.kill()
    const [first] = await keeper.records()
    assert.equal([first?.transaction, first?.energy, first?.flags], ['first', 20, []], `${steps}`)
  }
})

test('What comes of more transactions at once than are kept at hand undoes nothing', async () => {
  const keeper = await BookKeeper.open()
  const names = Array.from({ length: 9 }, (_, index) => `tx-${index}`)
  for (const [index, name] of names.entries()) {
    assert.ok(await start(name, 100, 20 * index)(keeper))
    assert.ok(await readings(name, [20 * index + 5, 110])(keeper))
    assert.ok(await end(name, 120, 20 * index + 10)(keeper))
  }
  const before = await keeper.records()
  await keeper.kill()
  const again = names.map((name, index) => readings(name, [20 * index + 5, 110]))
  await atOnce(keeper, ...again, ...again)
  assert.equal(await keeper.records(), before)
})

for (const durable of [true, false]) {
  const where = durable ? 'stored' : 'in memory only'
  test(`News of what is over are known when it is at hand no more, ${where}`, async () => {
    const keeper = await BookKeeper.open({ durable })
    const known = async () => (await keeper.records()).find(({ id }) => id === 'S:tx')?.flags
    const first = [start('tx', 100), news('tx', 3, 5), end('tx', 120, 10)]
    for (const tell of first) assert.ok(await tell(keeper))
    assert.equal(await known(), ['missing-messages'])
    assert.ok(await news('tx', 2, 2)(keeper))
    assert.equal(await known(), [])
    for (const from of all) {
      assert.ok(await start(`tx-${from}`, 120, from + 20)(keeper))
      assert.ok(await end(`tx-${from}`, 130, from + 30)(keeper))
    }
    assert.equal(await known(), [])
  })

  test(`What its values place on a connector supersedes what ran there, ${where}`, async () => {
    const keeper = await BookKeeper.open({ durable })
    assert.ok(await start('first', 100)(keeper))
    assert.ok(await startSomewhere('second', 10)(keeper))
    assert.ok(await readings('second', [11, 110])(keeper))
    assert.ok(await news('second', 1, 12)(keeper))
    const all = await keeper.records()
    assert.equal(
      all.map(({ transaction, flags }) => [transaction, flags]),
      [
        ['first', ['no-end', 'no-meter-stop']],
        ['second', []],
      ],
    )
  })
}

test.run()
