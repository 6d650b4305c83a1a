import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { group, isTried, type Table } from './case.ts'
import { exitCodeOf, sumsOf, tableOf } from './report.ts'
import { resultOf } from './run.ts'
import { Servers } from './servers.ts'
import { tables } from './tables.ts'

const right = async () => {}
const cases = group('Group', {
  A: { by: 'host', must: 'a holds', run: right },
  B: {
    by: 'host',
    must: 'b holds',
    run: async () => assert.is(1, 2, 'one is two'),
  },
  C: {
    by: 'host',
    must: 'c holds',
    run: right,
    twin: { must: 'c is refused', run: async (trial) => trial.shows({}) },
  },
  D: {
    by: 'station',
    must: 'd speaks as the schema wants',
    async run(trial) {
      const station = await trial.connect()
      await station.call('Heartbeat', { not: 'there' }).catch(right)
    },
  },
  E: { by: 'host', must: 'e holds', pending: 'not made yet' },
  F: { by: 'host', must: 'f holds', outOfScope: 'nobody needs it' },
})
const table: Table = { version: '1.6', protocol: 'ocpp1.6', cases }

test('each case is passed, failed with what did not hold, pending, or out of scope', async () => {
  await using servers = new Servers()
  const results = []
  for (const one of cases) results.push(await resultOf(one, table, servers))
  assert.equal(
    results.map(({ id, result }) => `${id} ${result}`),
    ['A passed', 'B failed', 'C failed', 'D failed', 'E pending', 'F out of scope'],
  )
  const [, b, c, d, e, f] = results.map(({ reason = '' }) => reason)
  assert.match(b ?? '', /^b holds: one is two/)
  assert.match(c ?? '', /^c is refused: No items of CS\d+:1/)
  assert.match(d ?? '', /^d speaks as the schema wants: by the schemas[\s\S]*Heartbeat/)
  assert.equal([e, f], ['not made yet', 'nobody needs it'])
  const text = tableOf(results)
  for (const { id, reason = '' } of results) {
    assert.ok(text.includes(id))
    for (const line of reason.split('\n')) assert.ok(text.includes(line), line)
  }
  assert.equal(sumsOf(results), ['OCPP 1.6: 1 of 6 passed, 3 failed, 1 pending, 1 out of scope'])
  assert.is(exitCodeOf(results), 1)
  assert.is(exitCodeOf(results.filter(({ result }) => result !== 'failed')), 0)
})

test('a case has one place, and what is not tried says why', () => {
  for (const { version, cases } of tables) {
    const ids = cases.map(({ id }) => id)
    assert.is(new Set(ids).size, ids.length, version)
    for (const one of cases) {
      const said = isTried(one) ? one.must : 'pending' in one ? one.pending : one.outOfScope
      assert.ok(said.length > 10, one.id)
    }
  }
})

/** The certification cases of central systems, OCPP 1.6, by the numbers in their ids. */
const ids16 =
  '001 003 004_1 004_2 005_1 007 061 010 011_1 011_2 012 013 014 017_1 017_2 018_1 019_1 019_2 021 ' +
  '023_1 023_2 023_3 024 026 028 030 031 032_1 037_1 037_3 039 040_1 040_2 042_1 042_2 043_1 043_3 ' +
  '043_4 043_5 044_1 044_2 044_3 045_1 045_2 046 047 048_1 048_2 048_3 048_4 049 051 052 053 054 055 ' +
  '056 057 059 066 067 064 073 074 075_1 075_2 076 077 078 079 080 081 083 085 086 087 088'

test('all 77 cases of OCPP 1.6 have their place', () => {
  const expected = ids16.split(' ').map((number) => `TC_${number}_CSMS`)
  assert.is(expected.length, 77)
  const found = tables.find(({ version }) => version === '1.6')?.cases.map(({ id }) => id) ?? []
  assert.equal([...found].sort(), expected.sort())
})

test.run()
