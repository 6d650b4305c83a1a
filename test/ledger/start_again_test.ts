import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BookKeeper } from './support/book_keeper.ts'
import { begin, end, minute, readings, start } from './support/tell.ts'

/** When the sessions of the story start, minutes. */
const all = [0, 20, 40, 60, 80] as const

function idOf(keeper: BookKeeper, from: number): number {
  const at = begin + from * minute
  return keeper.idFor('S', { connector: 1, idTag: 'A', meterStart: 100 + from, at })
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

test.run()
