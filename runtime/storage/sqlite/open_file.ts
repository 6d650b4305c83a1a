import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { ThreadData } from './messages.ts'
import type { Sqlite } from './table.ts'
import { migrations } from './tables.ts'

/** Name of the file with everything that is stored. */
export const fileName = 'ddf.sqlite'
/** Held as long as a process has the folder; the operating system lets go of it with the process. */
const lockName = 'lock.sqlite'
/** How long another program, such as a backup, may hold the file, ms. */
const patience = 2000

/**
 * Pages of 4 KiB that are kept in memory, and that the log of the file has before they are written to
 * their place: most of them were changed several times by then.
 */
const pages = { inMemory: 2000, inLog: 4000 }

/** The file, and how to be done with it. */
export interface OpenFile {
  readonly db: Sqlite
  close(): void
}

/** The file of a folder, for the one writer there may be. @throws Error that says what is wrong */
export function openForWriting({ folder, maxPages }: ThreadData): OpenFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(folder)
  try {
    const db = open(folder)
    db.pragma('journal_mode = wal')
    db.pragma('synchronous = full')
    db.pragma(`wal_autocheckpoint = ${pages.inLog}`)
    db.pragma(`cache_size = ${pages.inMemory}`)
    migrate(db)
    if (maxPages !== undefined) db.pragma(`max_page_count = ${maxPages}`)
    return {
      db,
      close() {
        db.pragma('wal_checkpoint(truncate)')
        db.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** The file of a folder, beside its writer. @throws Error */
export function openForReading({ folder }: ThreadData): OpenFile {
  const db = open(folder)
  db.pragma('query_only = 1')
  return { db, close: () => db.close() }
}

function open(folder: string): Sqlite {
  return new Database(join(folder, fileName), { timeout: patience })
}

function lockFolder(folder: string): Sqlite {
  const lock = new Database(join(folder, lockName))
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
    if (code === 'SQLITE_BUSY') throw new Error('it is in use by another process that runs')
    if (code === 'SQLITE_NOTADB')
      throw new Error(`${lockName} is damaged: delete it, nothing is kept in it`)
    throw error
  }
}

/** Brings the schema up to date, one step a commit. */
function migrate(db: Sqlite): void {
  const version = Number(db.prepare('pragma user_version').raw().all([]).flat()[0])
  if (version > migrations.length) {
    throw new Error(
      `it was written by a later release (schema ${version}, this one knows ${migrations.length})`,
    )
  }
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue
    db.exec(`begin immediate; ${step}; pragma user_version = ${index + 1}; commit`)
  }
}
