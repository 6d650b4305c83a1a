import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { AuditFiles } from './audit_files.ts'
import { type AuditEntry, type AuditFilter, matchesFilter, type NewAuditEntry } from './entry.ts'

/** Where an audit log is kept. */
export interface AuditOptions {
  readonly clock: Clock
  readonly log: Log
  /** Folder of its files; without one the last entries are kept in memory. */
  readonly folder?: string | undefined
  /** Days that entries are kept. */
  readonly days: number
}

/** Entries kept where there is no folder. */
const mostInMemory = 10_000

/**
 * Who did what, when, and what came of it, newest first. It is kept in files of JSON lines that are
 * only ever added to: they can be read when all else is broken, be shipped by any collector of logs,
 * and no write of theirs stands in the way of a transaction.
 */
export class AuditLog {
  readonly #clock: Clock
  readonly #files: AuditFiles | undefined
  readonly #memory: AuditEntry[] = []
  #last = 0

  constructor({ clock, log, folder, days }: AuditOptions) {
    this.#clock = clock
    this.#files = folder === undefined ? undefined : new AuditFiles({ folder, days, clock, log })
  }

  /** Why nothing can be written now; `undefined` when it can. */
  get failure(): string | undefined {
    return this.#files?.failure
  }

  /** Adds an entry. @returns when it is written, or could not be */
  async add(entry: NewAuditEntry): Promise<void> {
    const now = this.#clock.now()
    // Rising also within a millisecond, and when the clock is put back.
    this.#last = Math.max(this.#last + 1, now * 1000)
    const full = { id: String(this.#last), at: new Date(now).toISOString(), ...entry }
    if (this.#files !== undefined) return await this.#files.add(full)
    this.#memory.push(full)
    if (this.#memory.length > mostInMemory) this.#memory.shift()
  }

  /** Entries that a filter lets through, newest first, at most `limit`. */
  async find(filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]> {
    if (this.#files !== undefined) return await this.#files.find(filter, limit)
    const found = this.#memory.filter((entry) => matchesFilter(entry, filter))
    return found.slice(-limit).reverse()
  }

  /** Ends after what waits is written. */
  async close(): Promise<void> {
    await this.#files?.close()
  }
}
