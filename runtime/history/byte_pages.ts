import { noPage, PagePool } from '../memory/page_pool.ts'

/** A page is a line of the processor's cache; a power of two, so that a place is found by bits. */
const pageBits = 6
const pageSize = 1 << pageBits
/** Places are numbers of 32 bits. */
const most = 2 ** (32 - pageBits) - 1

/** Bytes to be written, the first `length` of `bytes`. */
export interface Written {
  readonly bytes: Uint8Array
  readonly length: number
}

/**
 * Many chains of bytes, each as long as it grows, in small pages: a chain has no object, it is known
 * by its first page and the place of its last byte. Memory in which there are no chains any more goes
 * back.
 */
export class BytePages {
  readonly #pool = new PagePool({ pageSize, most })

  /** Bytes of memory that pages take, in use or not. */
  get size(): number {
    return this.#pool.size
  }

  /** Takes the first page of a chain; never 0. @throws RangeError when there is no memory left */
  begin(): number {
    return this.#take()
  }

  /** Writes to the first page of a chain. @returns the place of the last byte */
  first(page: number, written: Written): number {
    return this.#write(page, 0, written)
  }

  /** Writes on after the last byte. @returns the place of the last byte now */
  append(end: number, written: Written): number {
    return this.#write(pageOf(end), offsetOf(end) + 1, written)
  }

  /** All bytes of a chain. */
  read(head: number, end: number): Uint8Array {
    const pool = this.#pool
    let length = offsetOf(end) + 1
    for (let page = head; page !== pageOf(end); page = pool.next(page)) length += pageSize
    const bytes = new Uint8Array(length)
    for (let page = head, at = 0; at < length; page = pool.next(page), at += pageSize) {
      const start = pool.start(page)
      const size = Math.min(pageSize, length - at)
      bytes.set(pool.memory(page).subarray(start, start + size), at)
    }
    return bytes
  }

  /** Gives the pages of a chain back. */
  end(head: number): void {
    for (let page = head; page !== noPage; ) page = this.#pool.give(page)
  }

  #write(first: number, from: number, { bytes, length }: Written): number {
    const pool = this.#pool
    let page = first
    let memory = pool.memory(page)
    let start = pool.start(page)
    let offset = from
    for (let i = 0; i < length; i++) {
      if (offset === pageSize) {
        page = this.#take(page)
        memory = pool.memory(page)
        start = pool.start(page)
        offset = 0
      }
      memory[start + offset++] = bytes[i] ?? 0
    }
    return page * pageSize + offset - 1
  }

  #take(after?: number): number {
    const page = this.#pool.take(after)
    if (page === noPage) throw new RangeError('There is no memory left for points')
    return page
  }
}

function pageOf(place: number): number {
  return place >>> pageBits
}

function offsetOf(place: number): number {
  return place & (pageSize - 1)
}
