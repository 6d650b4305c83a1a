import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../../runtime/clock.ts'
import { silentLog } from '../../../../runtime/log.ts'
import { SqliteStore } from '../../../../runtime/storage/sqlite/sqlite_store.ts'

const root = mkdtempSync(join(tmpdir(), 'ddf-sqlite-'))
process.on('exit', () => rmSync(root, { recursive: true }))
let folders = 0

/** A folder that is not there yet, and goes with this process. */
export function newFolder(): string {
  folders += 1
  return join(root, String(folders))
}

/** Opens the store of a folder. */
export function open(folder: string): Promise<SqliteStore> {
  return SqliteStore.open(folder, { clock: systemClock, log: silentLog })
}
