import type { Change } from '../store.ts'
import { documentsSchema, documentsTable } from './documents.ts'
import { historySchema, historyTable } from './history.ts'
import { readingsSchema } from './reading_tables.ts'
import type { Sqlite } from './table.ts'
import { transactionsSchema, transactionsTable } from './transactions.ts'

// A new kind of table:
// 1. `storage/<kind>.ts` has its words (what is stored, its changes, its port); its changes join
//    `Change` and its port joins `Store` in `storage/store.ts`.
// 2. `sqlite/<kind>.ts` has the SQL: schema, `<kind>Table(db)` for the thread of the store (how a change
//    is made, queries with one plain argument), and what turns queries into the port.
// 3. Here: its schema is appended to `migrations`, its table to `openTables`, its kinds of changes to
//    `owners`. `sqlite_store.ts` makes the port, `memory/` has the same without SQL, and
//    `test/storage/contract.ts` says what both must do.

/**
 * Steps of the schema, in order; the file knows how many it has seen. What was released is never
 * changed and never taken away: the next step puts it right.
 */
export const migrations: readonly string[] = [
  documentsSchema,
  // A page or two to write by way of trial, after the store has failed.
  'create table trial (id integer primary key, filler blob not null)',
  transactionsSchema,
  historySchema,
  readingsSchema,
]

/** All tables, in the thread of the store. */
export function openTables(db: Sqlite) {
  return {
    documents: documentsTable(db),
    transactions: transactionsTable(db),
    history: historyTable(db),
  }
}

/** All tables, by name. */
export type Tables = ReturnType<typeof openTables>

/** The table that makes a change. */
export const owners: Readonly<Record<Change['kind'], keyof Tables>> = {
  put: 'documents',
  delete: 'documents',
  transaction: 'transactions',
  reading: 'transactions',
  'forget-transactions': 'transactions',
  'history-series': 'history',
  'history-journal': 'history',
  'history-hour': 'history',
  'history-closed': 'history',
  'history-pruned': 'history',
  'history-forgotten': 'history',
}
