import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryTransactions } from '../../../runtime/storage/memory/transactions.ts'
import type { TransactionRow } from '../../../runtime/storage/transactions.ts'

const most = { ended: 6, readings: 12, ofOne: 5 }

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        n: fc.nat(15),
        at: fc.nat(9),
        live: fc.boolean(),
      })
      .map(({ n, at, live }) => ({ kind: 'transaction' as const, row: rowOf(n, at, live) })),
  },
  {
    weight: 4,
    arbitrary: fc.record({ n: fc.nat(15), at: fc.nat(5) }).map(({ n, at }) => ({
      kind: 'reading' as const,
      row: { transaction: `t${n}`, at, samples: `s${at}` },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.nat(9).map((stoppedBefore) => ({
      ...{ kind: 'forget-transactions' as const, stoppedBefore },
    })),
  },
)

/** Names are shared by several, and one could be taken for that of another station. */
function rowOf(n: number, at: number, live: boolean): TransactionRow {
  const station = ['A', 'A\n', 'B'][n % 3] ?? ''
  const transaction = ['1', '\n1', '2'][Math.floor(n / 3) % 3] ?? ''
  const stoppedAt = live ? null : at
  return {
    id: `t${n}`,
    station,
    transaction,
    connector: 1,
    at,
    stoppedAt,
    live,
    counted: 0,
    value: n,
  }
}

/** The latest first; of the same time by id. */
function byTime(a: TransactionRow, b: TransactionRow): number {
  return b.at - a.at || (a.id < b.id ? -1 : 1)
}

test('What is kept, and what is found by name, is as in the simplest list', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const stored = new MemoryTransactions(most)
      const rows = new Map<string, TransactionRow>()
      const readings = new Map<string, number[]>()
      /** In the order in which they ended. */
      let over: string[] = []
      const forget = (id: string) => {
        rows.delete(id)
        readings.delete(id)
        over = over.filter((other) => other !== id)
      }
      const total = () => [...readings.values()].flat().length
      for (const change of steps) {
        stored.apply(change)
        if (change.kind === 'transaction') {
          const { id, live } = change.row
          rows.set(id, change.row)
          if (live || !over.includes(id)) over = over.filter((other) => other !== id)
          if (!live && !over.includes(id)) over.push(id)
          for (const oldest of [...over]) {
            if (rows.size > most.ended || total() > most.readings) forget(oldest)
          }
        } else if (change.kind === 'reading') {
          const { transaction, at } = change.row
          const known = readings.get(transaction) ?? []
          if (!rows.has(transaction) || known.includes(at)) continue
          const kept = [...known, at]
          // So many that all of them go at once.
          readings.set(transaction, kept.length > most.ofOne ? [] : kept)
        } else {
          for (const { id, stoppedAt } of rows.values())
            if (stoppedAt !== null && stoppedAt < change.stoppedBefore) forget(id)
        }
      }
      assert.equal(await stored.transactions({}, { limit: 99 }), [...rows.values()].sort(byTime))
      for (const { station, transaction } of Array.from({ length: 9 }, (_, n) =>
        rowOf(n, 0, true),
      )) {
        const [latest] = [...rows.values()]
          .filter((row) => row.station === station && row.transaction === transaction)
          .sort(byTime)
        assert.equal(await stored.transactionNamed(station, transaction), latest)
      }
      for (const [id, list] of readings) {
        const found = await stored.readings(id)
        assert.equal(
          found.map(({ at }) => at),
          list,
        )
      }
    }),
    { numRuns: 300 },
  )
})

test.run()
