import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isTried } from './case.ts'
import { ocpp201 as table } from './ocpp201/table.ts'
import { trialsOf } from './run.ts'
import { Servers } from './servers.ts'

/** How many cases each block has. */
const blocks = {
  A: 14,
  B: 22,
  C: 16,
  D: 6,
  E: 27,
  F: 15,
  G: 10,
  H: 9,
  I: 2,
  J: 9,
  K: 32,
  L: 19,
  M: 18,
  N: 30,
  O: 21,
  P: 2,
}

const test = suite('conformance')
const servers = new Servers()

for (const one of table.cases.filter(isTried)) {
  for (const { must, run } of trialsOf(one, table, servers)) test(`${one.id}: ${must}`, run)
}

test('every certification case has its place, tried or with a reason', () => {
  const counts: Record<string, number> = {}
  for (const { id } of table.cases) {
    const block = id.split('_')[1] ?? ''
    counts[block] = (counts[block] ?? 0) + 1
  }
  assert.equal(counts, blocks)
  assert.is(new Set(table.cases.map(({ id }) => id)).size, 252)
})

test.after(() => servers[Symbol.asyncDispose]())

test.run()
