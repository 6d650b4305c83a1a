import type { LiveTransaction, ReadingRow, TransactionRow } from '../transactions.ts'
import { journalReader, partReader, type Reading } from './reading_tables.ts'
import { rowsOf, type Sqlite } from './table.ts'

/** Reads readings, in the order in which they were stored. */
export function readingReader(db: Sqlite) {
  const find = db.prepare('select number from "transaction" where id = ?').raw()
  const parts = partReader(db)
  const journal = journalReader(db)
  const numberOf = (id: string) => Number(rowsOf(find.all([id]))[0]?.[0] ?? 0)
  return {
    /** All of a transaction. */
    all: (id: string): readonly ReadingRow[] =>
      atOnce(db, () => {
        const number = numberOf(id)
        const recent = journal(number).flatMap(([of, ...reading]) =>
          of === number ? [reading] : [],
        )
        return [...parts(number, Number.MIN_SAFE_INTEGER), ...recent].map((one) => rowFrom(id, one))
      }),
    /** Those that the transactions do not count yet. */
    since: (transactions: () => readonly TransactionRow[]): LiveTransaction[] =>
      atOnce(db, () => {
        const recent = new Map<number, Reading[]>()
        for (const [number, ...reading] of journal()) {
          const known = recent.get(number)
          if (known === undefined) recent.set(number, [reading])
          else known.push(reading)
        }
        return transactions().map((row) => {
          const { id, counted } = row
          const number = numberOf(id)
          const found = [...parts(number, counted), ...(recent.get(number) ?? [])]
          const later = found.filter(([at]) => at >= counted)
          return { row, readings: later.map((one) => rowFrom(id, one)) }
        })
      }),
  }
}

/** Reads the file as it is at one moment: readings move from one table to the other. */
function atOnce<T>(db: Sqlite, read: () => T): T {
  db.exec('begin')
  try {
    return read()
  } finally {
    db.exec('commit')
  }
}

function rowFrom(transaction: string, [at, samples, signed]: Reading): ReadingRow {
  return { transaction, at, samples, ...(typeof signed === 'string' && { signed }) }
}
