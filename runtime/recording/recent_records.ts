import type { Buffer } from 'node:buffer'
import { type Page, type PagePool, pageSize } from './page_pool.ts'

/** Something that was recorded, as text. */
export interface RecentRecord {
  /** ms since the epoch. */
  readonly at: number
  /** A number up to 255 that says what it is. */
  readonly kind: number
  readonly text: string
}

/** Something to be recorded: bytes as they came are copied, and made text only when they are read. */
export interface NewRecord extends Omit<RecentRecord, 'text'> {
  readonly said: string | Buffer
}

/** What may be kept of one station. */
export interface RecentLimits {
  /** At least 2. */
  readonly pages: number
  /** ms since the epoch; what is older goes. */
  readonly since: number
}

/** Bytes before the text of a record: its length, its time, its kind. */
const head = 13
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The last records of one station, as bytes in pages; the oldest go first. */
export class RecentRecords {
  readonly #pool: PagePool
  readonly #onGone: (record: RecentRecord) => void
  readonly #pages: Page[] = []

  /** @param onGone told of a record to be kept when its page is needed for others */
  constructor(pool: PagePool, onGone: (record: RecentRecord) => void) {
    this.#pool = pool
    this.#onGone = onGone
  }

  /**
   * Adds a record, and lets go of those beyond the limits.
   * @returns `false` when there is no room for it
   */
  push(
    { at, kind, said }: NewRecord,
    { pages, since, keep }: RecentLimits & { readonly keep: boolean },
  ): boolean {
    while ((this.#pages[0]?.lastAt ?? since) < since) this.#drop()
    if (isLonger(said, (pages - 1) * pageSize - head)) return false
    let page = this.#pages.at(-1)
    if (page === undefined || page.used + head > pageSize) page = this.#next(pages)
    if (page === undefined) return false
    const first = page
    const place = page.used
    if (first.first < 0) first.first = place
    first.lastAt = at
    if (keep) first.keeps = true
    first.used += head
    let length = 0
    for (let done = 0; ; ) {
      const used = page.used
      done += typeof said === 'string' ? encode(said, done, page) : copy(said, done, page)
      length += page.used - used
      if (done >= said.length) break
      page = this.#next(pages)
      // What there is of it stays; it was about to be lost anyway.
      if (page === undefined) break
      page.lastAt = at
    }
    writeHead(first.bytes, place, { length, at, kind })
    return page !== undefined
  }

  /** All records, oldest first. */
  list(): readonly RecentRecord[] {
    return this.#read(0, this.#pages.length)
  }

  /** Lets go of the oldest pages until there are no more than this. */
  shrink(pages: number): void {
    while (this.#pages.length > pages) this.#drop()
  }

  #next(pages: number): Page | undefined {
    this.shrink(pages - 1)
    const page = this.#pool.take()
    if (page !== undefined) this.#pages.push(page)
    return page
  }

  #drop(): void {
    const [page] = this.#pages
    if (page === undefined) return
    if (page.keeps) for (const record of this.#read(0, 1)) this.#onGone(record)
    this.#pages.shift()
    this.#pool.give(page)
  }

  /** The records that begin in some of the pages. */
  #read(from: number, to: number): RecentRecord[] {
    const records: RecentRecord[] = []
    let index = from
    while (index < to && (this.#pages[index]?.first ?? -1) < 0) index += 1
    let place = this.#pages[index]?.first ?? 0
    while (index < to) {
      const page = this.#pages[index]
      if (page === undefined) break
      if (place >= page.used) {
        index += 1
        place = 0
        continue
      }
      const { length, at, kind } = readHead(page.bytes, place)
      place += head
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length; ) {
        const part = this.#pages[index]
        if (part === undefined) break
        const some = part.bytes.subarray(place, Math.min(part.used, place + length - done))
        bytes.set(some, done)
        done += some.length
        place += some.length
        if (done >= length) break
        index += 1
        place = 0
      }
      records.push({ at, kind, text: decoder.decode(bytes) })
    }
    return records
  }
}

function isLonger(said: string | Buffer, most: number): boolean {
  if (typeof said !== 'string') return said.length > most
  return said.length * 3 > most && encoder.encode(said).length > most
}

/** Fills the page with text from a place on. @returns how many characters of it */
function encode(text: string, from: number, page: Page): number {
  const target = page.used === 0 ? page.bytes : page.bytes.subarray(page.used)
  const { read, written } = encoder.encodeInto(from === 0 ? text : text.slice(from), target)
  page.used += written
  return read
}

/** Fills the page with bytes from a place on. @returns how many */
function copy(bytes: Buffer, from: number, page: Page): number {
  const copied = bytes.copy(page.bytes, page.used, from)
  page.used += copied
  return copied
}

interface Head {
  readonly length: number
  readonly at: number
  readonly kind: number
}

function writeHead(bytes: Uint8Array, place: number, { length, at, kind }: Head): void {
  writeWord(bytes, place, length)
  writeWord(bytes, place + 4, Math.floor(at / 2 ** 32))
  writeWord(bytes, place + 8, at >>> 0)
  bytes[place + 12] = kind
}

function readHead(bytes: Uint8Array, place: number): Head {
  const at = readWord(bytes, place + 4) * 2 ** 32 + readWord(bytes, place + 8)
  return { length: readWord(bytes, place), at, kind: bytes[place + 12] ?? 0 }
}

function writeWord(bytes: Uint8Array, place: number, word: number): void {
  bytes[place] = word >>> 24
  bytes[place + 1] = word >>> 16
  bytes[place + 2] = word >>> 8
  bytes[place + 3] = word
}

function readWord(bytes: Uint8Array, place: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(place, place + 4)
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
