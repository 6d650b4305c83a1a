import type { Buffer } from 'node:buffer'
import { noPage } from '../memory/page_pool.ts'
import { pageSize, type RecordPages } from './record_pages.ts'

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
/** Bytes that text may leave free at the end of a page, as no character is split. */
const split = 3
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Told of a record to be kept when its page is needed for others. */
export interface RecordKeeper {
  keep(record: RecentRecord): void
}

/** The last records of one station, as bytes in pages; the oldest go first. */
export class RecentRecords {
  readonly #pool: RecordPages
  readonly #keeper: RecordKeeper
  #oldest = noPage
  #newest = noPage
  /** Pages it has. */
  #count = 0

  constructor(pool: RecordPages, keeper: RecordKeeper) {
    this.#pool = pool
    this.#keeper = keeper
  }

  /**
   * Adds a record, and lets go of those beyond the limits.
   * @returns `false` when there is no room for it
   */
  push(
    { at, kind, said }: NewRecord,
    { pages, since, keep }: RecentLimits & { readonly keep: boolean },
  ): boolean {
    const pool = this.#pool
    while (this.#isOld(since)) this.#drop()
    if (isLonger(said, pages - 1)) return false
    const isFull = this.#newest === noPage || pool.used(this.#newest) + head > pageSize
    const first = isFull ? this.#next(pages) : this.#newest
    if (first === noPage) return false
    const place = pool.begin(first, head, { at, keep })
    let length = 0
    let page = first
    for (let done = 0; ; ) {
      const used = pool.used(page)
      done += this.#fill(page, said, done)
      length += pool.used(page) - used
      if (done >= said.length) break
      page = this.#next(pages)
      // What there is of it stays; it was about to be lost anyway.
      if (page === noPage) break
      pool.goOn(page, at)
    }
    writeHead(pool.memory(first), pool.start(first) + place, { length, at, kind })
    return page !== noPage
  }

  /** All records, oldest first. */
  list(): readonly RecentRecord[] {
    return this.#read(this.#count)
  }

  /** Lets go of the oldest pages until there are no more than this. */
  shrink(pages: number): void {
    while (this.#count > pages) this.#drop()
  }

  #isOld(since: number): boolean {
    return this.#oldest !== noPage && this.#pool.lastAt(this.#oldest) < since
  }

  /** Fills a page with what is said, from a place on. @returns how much of it */
  #fill(page: number, said: string | Buffer, from: number): number {
    const pool = this.#pool
    const memory = pool.memory(page)
    const place = pool.start(page) + pool.used(page)
    const end = pool.start(page) + pageSize
    if (typeof said !== 'string') {
      const copied = said.copy(memory, place, from, from + end - place)
      pool.filled(page, copied)
      return copied
    }
    const text = from === 0 ? said : said.slice(from)
    const { read, written } = encoder.encodeInto(text, memory.subarray(place, end))
    pool.filled(page, written)
    return read
  }

  #next(pages: number): number {
    this.shrink(pages - 1)
    const page = this.#pool.take(this.#newest)
    if (page === noPage) return noPage
    if (this.#oldest === noPage) this.#oldest = page
    this.#newest = page
    this.#count += 1
    return page
  }

  #drop(): void {
    const page = this.#oldest
    if (page === noPage) return
    const pool = this.#pool
    if (pool.keeps(page)) for (const record of this.#read(1)) this.#keeper.keep(record)
    this.#oldest = pool.give(page)
    this.#count -= 1
    if (this.#oldest === noPage) this.#newest = noPage
  }

  /** The records that begin in so many of the oldest pages. */
  #read(pages: number): RecentRecord[] {
    const pool = this.#pool
    const records: RecentRecord[] = []
    let page = this.#oldest
    let left = pages
    let place = -1
    while (left > 0 && page !== noPage) {
      // What begins before the first page that is left is not there any more.
      if (place < 0) place = pool.first(page)
      if (place < 0 || place >= pool.used(page)) {
        if (place >= 0) place = 0
        page = pool.next(page)
        left -= 1
        continue
      }
      const { length, at, kind } = readHead(pool.memory(page), pool.start(page) + place)
      place += head
      const bytes = new Uint8Array(length)
      for (let done = 0; ; ) {
        const start = pool.start(page)
        const end = Math.min(pool.used(page), place + length - done)
        bytes.set(pool.memory(page).subarray(start + place, start + end), done)
        done += end - place
        place = end
        if (done >= length) break
        page = pool.next(page)
        if (page === noPage) break
        left -= 1
        place = 0
      }
      records.push({ at, kind, text: decoder.decode(bytes) })
    }
    return records
  }
}

/** Whether it may need more than so many pages, and what is left of the one in which it begins. */
function isLonger(said: string | Buffer, pages: number): boolean {
  const room = pages * pageSize - head
  if (typeof said !== 'string') return said.length > room
  const most = room - pages * split
  if (said.length * 3 <= most) return false
  const { length } = encoder.encode(said)
  return length > (length === said.length ? room : most)
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
