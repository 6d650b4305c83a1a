import { createHash } from 'node:crypto'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import { FileFolder, type Span } from './folder.ts'
import { type StoredFile, safeName } from './stored_file.ts'

/** What files are kept with. */
export interface FileStoreOptions {
  /** Where they lie; without it they go with the process. */
  readonly folder: string | undefined
  readonly clock: Clock
  readonly log: Log
  /** Largest file, bytes. */
  readonly largest: number
  /** ms that a file is kept. */
  readonly keep: number
}

/** A file, and the key by which its station gets at it. */
export interface Keyed {
  readonly file: StoredFile
  readonly key: string
}

/** What became of an upload. */
export type Received = 'unknown' | 'used' | 'busy' | StoredFile

/** Files of a station; of more, the oldest goes. */
const mostOfStation = 50
/** Keys of a file; of more, the oldest goes. */
const mostKeys = 20
/** How often time is looked at, ms. */
const sweepEvery = 600_000
/** The folder holds this many times the largest file. */
const mostLarge = 32

/** There is no room for another file. */
export class NoRoom extends Error {}

/** Files that stations upload and download, each reached by keys that hold for a while. */
export class FileStore {
  readonly #options: FileStoreOptions
  readonly #folder: FileFolder
  readonly #files = new Map<string, StoredFile>()
  readonly #byKey = new Map<string, string>()
  /** Uploads under way. */
  readonly #busy = new Set<string>()
  #opened: Promise<void> | undefined
  #timer: Timer | undefined

  constructor(options: FileStoreOptions) {
    this.#options = options
    this.#folder = new FileFolder(options.folder)
  }

  /** Reads what is there. @throws the error of the file system */
  open(): Promise<void> {
    this.#opened ??= this.#open()
    return this.#opened
  }

  /** Makes room for an upload of a station; its key holds for `ms` and for one file. */
  async slot(station: string, ms: number): Promise<Keyed> {
    await this.open()
    const { file, key } = this.#keyed(this.#new(station, 'upload'), ms)
    await this.#put(file)
    await this.#trim(station)
    return { file, key }
  }

  /** Takes a file that a station is to download. @throws TooLarge, NoRoom */
  async offer(
    station: string,
    { name, content }: { readonly name: string; readonly content: AsyncIterable<Uint8Array> },
  ): Promise<StoredFile> {
    await this.open()
    const file = { ...this.#new(station, 'download'), name: safeName(name) ?? 'file' }
    const kept = await this.#write(file, content)
    await this.#trim(station)
    return kept
  }

  /** Another key to an offered file, which holds for `ms`; `undefined` where there is none. */
  async key(station: string, id: string, ms: number): Promise<Keyed | undefined> {
    await this.open()
    const found = this.get(station, id)
    if (found?.direction !== 'download') return undefined
    const keyed = this.#keyed(found, ms)
    await this.#put(keyed.file)
    return keyed
  }

  /** Takes what a station uploads. @throws TooLarge, NoRoom, or what breaks the stream */
  async receive(
    key: string,
    { name, content }: { readonly name: string; readonly content: AsyncIterable<Uint8Array> },
  ): Promise<Received> {
    const file = this.byKey(key)
    if (file?.direction !== 'upload') return 'unknown'
    if (file.completedAt !== null) return 'used'
    if (this.#busy.has(file.id)) return 'busy'
    this.#busy.add(file.id)
    try {
      return await this.#write({ ...file, name: safeName(name) ?? file.name }, content)
    } finally {
      this.#busy.delete(file.id)
    }
  }

  /** The file that a key opens now. */
  byKey(key: string): StoredFile | undefined {
    const hash = hashOf(key)
    const file = this.#files.get(this.#byKey.get(hash) ?? '')
    const until = file?.keys.find((one) => one.hash === hash)?.until ?? 0
    return until > this.#options.clock.now() ? file : undefined
  }

  /** The file that a key opens, or once opened. */
  everByKey(key: string): StoredFile | undefined {
    return this.#files.get(this.#byKey.get(hashOf(key)) ?? '')
  }

  /** Files of a station, oldest first. */
  list(station: string): readonly StoredFile[] {
    return [...this.#files.values()].filter((file) => file.station === station)
  }

  get(station: string, id: string): StoredFile | undefined {
    const file = this.#files.get(id)
    return file?.station === station ? file : undefined
  }

  /** The content of a file that has one, or a part of it. */
  read({ id }: StoredFile, span: Span): ReadableStream<Uint8Array> {
    return this.#folder.read(id, span)
  }

  async remove({ id, keys }: StoredFile): Promise<void> {
    this.#files.delete(id)
    for (const { hash } of keys) this.#byKey.delete(hash)
    await this.#folder.remove(id)
  }

  async close(): Promise<void> {
    this.#timer?.cancel()
    if (this.#opened !== undefined) await this.#folder.close()
  }

  async #open(): Promise<void> {
    const found = [...(await this.#folder.open())].sort((a, b) => a.createdAt - b.createdAt)
    for (const file of found) this.#index(file)
    await this.#sweep()
  }

  #new(station: string, direction: StoredFile['direction']): StoredFile {
    const { clock } = this.#options
    const nothing = { name: null, size: null, sha256: null, completedAt: null, keys: [] }
    return { id: clock.uuid(), station, direction, createdAt: clock.now(), ...nothing }
  }

  #keyed(file: StoredFile, ms: number): Keyed {
    const { clock } = this.#options
    const key = clock.uuid().replaceAll('-', '')
    const added = { hash: hashOf(key), until: clock.now() + ms }
    return { file: { ...file, keys: [...file.keys, added].slice(-mostKeys) }, key }
  }

  async #write(file: StoredFile, content: AsyncIterable<Uint8Array>): Promise<StoredFile> {
    const { largest, clock } = this.#options
    const used = [...this.#files.values()].reduce((sum, { size }) => sum + (size ?? 0), 0)
    const room = largest * mostLarge - used
    if (room <= 0) throw new NoRoom('There is no room for another file; delete some')
    const written = await this.#folder.write(file.id, content, Math.min(largest, room))
    const kept = { ...file, ...written, completedAt: clock.now() }
    await this.#put(kept)
    return kept
  }

  async #put(file: StoredFile): Promise<void> {
    await this.#folder.remember(file)
    this.#index(file)
  }

  #index(file: StoredFile): void {
    this.#files.set(file.id, file)
    for (const { hash } of file.keys) this.#byKey.set(hash, file.id)
  }

  async #trim(station: string): Promise<void> {
    const own = this.list(station)
    for (const file of own.slice(0, Math.max(0, own.length - mostOfStation))) {
      if (!this.#busy.has(file.id)) await this.remove(file)
    }
  }

  /** Removes what was kept long enough, and slots whose time is over. */
  async #sweep(): Promise<void> {
    const { clock, keep, log } = this.#options
    const now = clock.now()
    for (const file of [...this.#files.values()]) {
      const isIdle = file.completedAt === null && file.keys.every(({ until }) => until <= now)
      const isOver = now - (file.completedAt ?? file.createdAt) > keep
      if (this.#busy.has(file.id) || !(isOver || isIdle)) continue
      await this.remove(file)
    }
    this.#timer = clock.after(sweepEvery, () => {
      this.#sweep().catch((error: unknown) => log.error({ error }, 'Cannot remove old files'))
    })
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
