import type { Buffer } from 'node:buffer'
import { noPage, type PagePool } from '../../memory/page_pool.ts'

/** So few bytes are copied faster by themselves than by a call that copies them, bytes. */
const short = 32

/** Bytes that are written at the end, read wherever, and let go at the beginning. */
export class ByteQueue {
  readonly #pages: PagePool
  #first = noPage
  #last = noPage
  /** Bytes of the first page that were let go, and bytes of the last one that are in use. */
  #gone = 0
  #used: number

  constructor(pages: PagePool) {
    this.#pages = pages
    this.#used = pages.pageSize
  }

  /** Writes the first bytes of a buffer. */
  write(bytes: Buffer, length: number): void {
    const pages = this.#pages
    let written = 0
    while (written < length) {
      if (this.#used === pages.pageSize) this.#grow()
      const part = Math.min(length - written, pages.pageSize - this.#used)
      const place = pages.start(this.#last) + this.#used
      bytes.copy(pages.memory(this.#last), place, written, written + part)
      this.#used += part
      written += part
    }
  }

  /** Lets so many bytes go. */
  drop(length: number): void {
    const pages = this.#pages
    this.#gone += length
    while (this.#gone >= pages.pageSize && this.#first !== noPage) {
      this.#first = pages.give(this.#first)
      this.#gone -= pages.pageSize
    }
    if (this.#first !== noPage) return
    this.#last = noPage
    this.#gone = 0
    this.#used = pages.pageSize
  }

  /** Lets all go. */
  clear(): void {
    while (this.#first !== noPage) this.#first = this.#pages.give(this.#first)
    this.drop(0)
  }

  /** Where the bytes begin. */
  begin(): Place {
    return { page: this.#first, offset: this.#gone }
  }

  /** Moves a place on by so many bytes, which go into a buffer, if one is given. */
  pass(place: Place, length: number, into?: Buffer): void {
    const pages = this.#pages
    let passed = 0
    while (passed < length) {
      if (place.offset === pages.pageSize) {
        place.page = pages.next(place.page)
        place.offset = 0
      }
      const part = Math.min(length - passed, pages.pageSize - place.offset)
      if (into !== undefined) {
        const from = pages.start(place.page) + place.offset
        const memory = pages.memory(place.page)
        if (part > short) into.set(memory.subarray(from, from + part), passed)
        else for (let i = 0; i < part; i++) into[passed + i] = memory[from + i] ?? 0
      }
      place.offset += part
      passed += part
    }
  }

  #grow(): void {
    this.#last = this.#pages.take(this.#last)
    if (this.#first === noPage) this.#first = this.#last
    this.#used = 0
  }
}

/** A place among the bytes of a queue. */
export interface Place {
  page: number
  offset: number
}
