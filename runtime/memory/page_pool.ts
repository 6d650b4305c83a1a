import { lastingMemory } from './lasting_memory.ts'
import { Slab } from './slab.ts'

/** Stands for a page where there is none. */
export const noPage = 0

/** Pages of a slab: a power of two, so that a page is found by bits of its number. */
const slabBits = 12
const slabPages = 1 << slabBits

/** What the pages of a pool are like. */
export interface PagePoolOptions {
  /** Bytes of a page. */
  readonly pageSize: number
  /** Pages that may be in use at once; without it as many as there is memory for. */
  readonly most?: number
}

/**
 * Pages of memory by number, from 1, each of which may have one that comes after it. They lie in slabs
 * outside of the garbage collector's care: there are many, and none has an object. A slab in which no
 * page is in use any more goes back.
 */
export class PagePool {
  /** Bytes of a page. */
  readonly pageSize: number
  readonly #most: number
  /** Whose tags are the pages that come after each. */
  readonly #slabs: (Slab<Uint8Array> | undefined)[] = []
  /** All slabs before this one are full. */
  #lowest = 0
  #inUse = 0

  constructor({ pageSize, most = Number.POSITIVE_INFINITY }: PagePoolOptions) {
    this.pageSize = pageSize
    this.#most = most
  }

  /** Pages in use. */
  get inUse(): number {
    return this.#inUse
  }

  /** Bytes of memory that pages take, in use or not. */
  get size(): number {
    return this.#slabs.filter((slab) => slab !== undefined).length * slabPages * this.pageSize
  }

  /**
   * Takes a page that none comes after; it comes after another one, if that is given. It is of the
   * lowest slab that has one, so that the others come to be empty.
   * @returns {@link noPage} when as many as may be are in use
   */
  take(after: number = noPage): number {
    if (this.#inUse === this.#most) return noPage
    while (this.#slabs[this.#lowest]?.isFull === true) this.#lowest += 1
    const slab = this.#slabs[this.#lowest] ?? this.#make(this.#lowest)
    const index = slab.take()
    const page = (this.#lowest << slabBits) | index
    slab.tags[index] = noPage
    this.#inUse += 1
    if (after !== noPage) this.#slab(after).tags[indexOf(after)] = page
    return page
  }

  /** Takes a page back. @returns the one that came after it */
  give(page: number): number {
    const number = page >> slabBits
    const slab = this.#slab(page)
    const following = slab.tags[indexOf(page)] ?? noPage
    slab.give(indexOf(page))
    if (slab.isEmpty) this.#slabs[number] = undefined
    if (number < this.#lowest) this.#lowest = number
    this.#inUse -= 1
    return following
  }

  /** The page that comes after another one. */
  next(page: number): number {
    return this.#slab(page).tags[indexOf(page)] ?? noPage
  }

  /** Memory that a page is a part of; it begins at {@link PagePool.start}. */
  memory(page: number): Uint8Array {
    return this.#slab(page).bytes
  }

  /** Where a page begins. */
  start(page: number): number {
    return indexOf(page) * this.pageSize
  }

  #slab(page: number): Slab<Uint8Array> {
    const slab = this.#slabs[page >> slabBits]
    if (slab === undefined || page === noPage) throw new RangeError(`There is no page ${page}`)
    return slab
  }

  #make(number: number): Slab<Uint8Array> {
    const bytes = new Uint8Array(lastingMemory(slabPages * this.pageSize))
    const slab = new Slab(bytes, this.pageSize)
    // The number of the first page would be that of none.
    if (number === 0) slab.take()
    this.#slabs[number] = slab
    return slab
  }
}

/** The place of a page in its slab. */
function indexOf(page: number): number {
  return page & (slabPages - 1)
}
