import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import { type AuditEntry, type AuditFilter, auditEntrySchema, matchesFilter } from './entry.ts'

/** Bytes of one file; a day may have several. */
const longestFile = 16_777_216
/** Files kept at most, whatever their days. */
const mostFiles = 32
/** Time after which what was written is on the disk also when the power fails, ms. */
const syncAfter = 1000
const day = 86_400_000
const nameForm = /^(\d{4}-\d\d-\d\d)-(\d{3})\.jsonl$/

/** What files of an audit log are made with. */
export interface AuditFilesOptions {
  readonly folder: string
  readonly days: number
  readonly clock: Clock
  readonly log: Log
}

/** The files of an audit log: a new one each day, the old ones removed. */
export class AuditFiles {
  readonly #options: AuditFilesOptions
  #waiting: { readonly line: string; readonly done: () => void }[] = []
  #writing: Promise<void> | undefined
  #file: { readonly name: string; readonly handle: FileHandle; size: number } | undefined
  #sync: Timer | undefined
  /** Why nothing can be written now. */
  failure: string | undefined

  constructor(options: AuditFilesOptions) {
    this.#options = options
  }

  /** Writes an entry; what is added meanwhile is written together. */
  add(entry: AuditEntry): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, done })
      this.#writing ??= this.#write()
    })
  }

  /** Entries that a filter lets through, newest first, at most `limit`. */
  async find(filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
    await this.#writing
    const found: AuditEntry[] = []
    for (const name of (await this.#names()).reverse()) {
      const text = await readFile(join(this.#options.folder, name), 'utf8').catch(() => '')
      for (const line of text.split('\n').reverse()) {
        const entry = entryOf(line)
        if (entry === undefined || !matchesFilter(entry, filter)) continue
        if (found.push(entry) === limit) return found
      }
    }
    return found
  }

  /** Ends after what waits is written. */
  async close(): Promise<void> {
    await this.#writing
    this.#sync?.cancel()
    const { handle } = this.#file ?? {}
    this.#file = undefined
    await handle?.datasync().catch((error: unknown) => this.#unsynced(error))
    await handle?.close()
  }

  #unsynced(error: unknown): void {
    this.#options.log.warn({ error }, 'The audit log may lose its last second if the power fails')
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#append(batch.map(({ line }) => line).join(''))
        this.failure = undefined
      } catch (error) {
        const { message } = error instanceof Error ? error : new Error(String(error))
        if (this.failure === undefined) {
          this.#options.log.error({ error }, 'The audit log cannot be written')
        }
        this.failure = message
      }
      for (const { done } of batch) done()
    }
    this.#writing = undefined
  }

  async #append(text: string): Promise<void> {
    const today = new Date(this.#options.clock.now()).toISOString().slice(0, 10)
    let file = this.#file
    if (file === undefined || !file.name.startsWith(today) || file.size >= longestFile) {
      await file?.handle.close()
      this.#file = undefined
      file = await this.#next(today)
      this.#file = file
    }
    await file.handle.appendFile(text)
    file.size += Buffer.byteLength(text)
    const { handle } = file
    this.#sync ??= this.#options.clock.after(syncAfter, () => {
      this.#sync = undefined
      handle.datasync().catch((error: unknown) => this.#unsynced(error))
    })
  }

  async #next(today: string) {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = await this.#names()
    const last = names.findLast((name) => name.startsWith(today))
    const size = last === undefined ? 0 : (await stat(join(folder, last))).size
    const number = Number(nameForm.exec(last ?? '')?.[2] ?? 0)
    const next = `${today}-${String(number + 1).padStart(3, '0')}.jsonl`
    const name = last === undefined || size >= longestFile ? next : last
    const handle = await open(join(folder, name), 'a', 0o600)
    // What a crash left without an end does not swallow the next line.
    if (name === last && size > 0) await handle.appendFile('\n')
    await this.#removeOld(names, today)
    return { name, handle, size: name === last ? size : 0 }
  }

  async #removeOld(names: readonly string[], today: string): Promise<void> {
    const { folder, days } = this.#options
    const oldest = new Date(Date.parse(today) - days * day).toISOString().slice(0, 10)
    const tooMany = names.length - mostFiles + 1
    for (const [index, name] of names.entries()) {
      if (name.slice(0, 10) < oldest || index < tooMany) await rm(join(folder, name))
    }
  }

  /** Names of the files, the oldest first. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#options.folder).catch((): string[] => [])
    return names.filter((name) => nameForm.test(name)).sort()
  }
}

function entryOf(line: string): AuditEntry | undefined {
  if (line === '') return undefined
  try {
    const { success, output } = v.safeParse(auditEntrySchema, JSON.parse(line))
    return success ? output : undefined
  } catch {
    // Half a line, from a crash.
    return undefined
  }
}
