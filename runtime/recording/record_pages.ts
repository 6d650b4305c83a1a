import { lastingMemory } from '../memory/lasting_memory.ts'
import { PagePool } from '../memory/page_pool.ts'

/** Bytes of a page. */
export const pageSize = 512

/** Pages that records are written to, one after the other, and what is known of each. */
export class RecordPages extends PagePool {
  /** Bytes in use. */
  readonly #used: Uint16Array
  /** Where the first record begins that begins in it, from 1; 0 = none does. */
  readonly #first: Uint16Array
  /** ms since the epoch of the last record that begins in it, or goes on. */
  readonly #lastAt: Float64Array
  /** Whether a record in it is to be kept when the page is given back. */
  readonly #keeps: Uint8Array

  /** @param most pages that may be in use at once */
  constructor(most: number) {
    super({ pageSize, most })
    // For all that may ever be: as long as nothing is written there, it takes no memory.
    const count = most + 1
    this.#used = new Uint16Array(lastingMemory(count * Uint16Array.BYTES_PER_ELEMENT))
    this.#first = new Uint16Array(lastingMemory(count * Uint16Array.BYTES_PER_ELEMENT))
    this.#lastAt = new Float64Array(lastingMemory(count * Float64Array.BYTES_PER_ELEMENT))
    this.#keeps = new Uint8Array(lastingMemory(count))
  }

  /** Takes a page back, of which nothing is known any more. @returns the one that came after it */
  override give(page: number): number {
    this.#used[page] = 0
    this.#first[page] = 0
    this.#lastAt[page] = 0
    this.#keeps[page] = 0
    return super.give(page)
  }

  /** Bytes in use of a page. */
  used(page: number): number {
    return this.#used[page] ?? 0
  }

  /** Where the first record begins that begins in a page; -1 = none does. */
  first(page: number): number {
    return (this.#first[page] ?? 0) - 1
  }

  /** ms since the epoch of the last record in a page. */
  lastAt(page: number): number {
    return this.#lastAt[page] ?? 0
  }

  /** Whether a record in a page is to be kept when it is given back. */
  keeps(page: number): boolean {
    return this.#keeps[page] === 1
  }

  /** A record begins in a page, with a head of so many bytes. @returns where */
  begin(page: number, head: number, { at, keep }: { at: number; keep: boolean }): number {
    const place = this.used(page)
    if (this.#first[page] === 0) this.#first[page] = place + 1
    if (keep) this.#keeps[page] = 1
    this.#lastAt[page] = at
    this.#used[page] = place + head
    return place
  }

  /** A record goes on in a page. */
  goOn(page: number, at: number): void {
    this.#lastAt[page] = at
  }

  /** So many bytes more of a page are in use. */
  filled(page: number, bytes: number): void {
    this.#used[page] = this.used(page) + bytes
  }
}
