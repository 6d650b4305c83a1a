import type Database from 'libsql'
import type { Change } from '../store.ts'

/** A connection to the file. */
export type Sqlite = Database.Database

/**
 * One kind of table, opened in the thread of the store once the schema is in place: its statements
 * are prepared once.
 */
export interface Table {
  /** Makes one change; what it throws undoes the whole commit. Changes of other tables never come. */
  apply(change: Change): void
  /** Makes what it put off, at the end of a commit. */
  conclude?(): void
  /** The commit was undone. */
  undone?(): void
  /** What can be asked, each with one argument; arguments and results are plain data. */
  readonly queries: Readonly<Record<string, (argument: never) => unknown>>
}

/** Asks a table from the thread of the runtime. @throws StoreError */
export type Ask<T extends Table> = <Q extends keyof T['queries'] & string>(
  query: Q,
  argument: Parameters<T['queries'][Q]>[0],
) => Promise<ReturnType<T['queries'][Q]>>

/** What a statement in raw mode answers. */
export function rowsOf(found: readonly unknown[]): (readonly unknown[])[] {
  return found.map((row) => (Array.isArray(row) ? row : []))
}
