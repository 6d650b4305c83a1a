import { lastingMemory } from '../lasting_memory.ts'

/** Bytes of a page. */
export const pageSize = 512
/** Pages that are made at once: a power of two, so that a page is found by bits of its number. */
const slabBits = 10
const slabPages = 1 << slabBits
/** Stands for a page where there is none. */
export const noPage = -1

/** Pages side by side, and what is known of each. */
interface Slab {
  readonly bytes: Uint8Array
  /** Bytes in use. */
  readonly used: Uint16Array
  /** Where the first record begins that begins in it, from 1; 0 = none does. */
  readonly first: Uint16Array
  /** ms since the epoch of the last record that begins in it, or goes on. */
  readonly lastAt: Float64Array
  /** Whether a record in it is to be kept when the page is given back. */
  readonly keeps: Uint8Array
  /** The page that comes after it, or that is free, too. */
  readonly next: Int32Array
}

/**
 * Pages of memory by number, outside of the garbage collector's care, so that keeping text costs it
 * nothing: there are many, and none has an object.
 */
export class PagePool {
  readonly #most: number
  /** The first page that is free. */
  #free = noPage
  readonly #slabs: Slab[] = []
  #made = 0

  /** @param most pages that may be in use at once */
  constructor(most: number) {
    this.#most = most
  }

  /** An empty page, {@link noPage} when there is none; it comes after another one, if that is given. */
  take(after: number = noPage): number {
    if (this.#free === noPage && this.#made < this.#most) this.#make()
    const page = this.#free
    if (page !== noPage) this.#free = this.#unlink(page)
    if (after !== noPage) this.#slab(after).next[indexOf(after)] = page
    return page
  }

  /** Takes a page back. @returns the page that came after it */
  give(page: number): number {
    const { used, first, lastAt, keeps, next } = this.#slab(page)
    const index = indexOf(page)
    const following = next[index] ?? noPage
    used[index] = 0
    first[index] = 0
    lastAt[index] = 0
    keeps[index] = 0
    next[index] = this.#free
    this.#free = page
    return following
  }

  /** The page that comes after another one. */
  next(page: number): number {
    return this.#slab(page).next[indexOf(page)] ?? noPage
  }

  /** Bytes in use of a page. */
  used(page: number): number {
    return this.#slab(page).used[indexOf(page)] ?? 0
  }

  /** Where the first record begins that begins in a page; -1 = none does. */
  first(page: number): number {
    return (this.#slab(page).first[indexOf(page)] ?? 0) - 1
  }

  /** ms since the epoch of the last record in a page. */
  lastAt(page: number): number {
    return this.#slab(page).lastAt[indexOf(page)] ?? 0
  }

  /** Whether a record in a page is to be kept when it is given back. */
  keeps(page: number): boolean {
    return this.#slab(page).keeps[indexOf(page)] === 1
  }

  /** A record begins in a page, with a head of so many bytes. @returns where */
  begin(page: number, head: number, { at, keep }: { at: number; keep: boolean }): number {
    const { used, first, lastAt, keeps } = this.#slab(page)
    const index = indexOf(page)
    const place = used[index] ?? 0
    if (first[index] === 0) first[index] = place + 1
    if (keep) keeps[index] = 1
    lastAt[index] = at
    used[index] = place + head
    return place
  }

  /** A record goes on in a page. */
  goOn(page: number, at: number): void {
    this.#slab(page).lastAt[indexOf(page)] = at
  }

  /** So many bytes more of a page are in use. */
  filled(page: number, bytes: number): void {
    const { used } = this.#slab(page)
    const index = indexOf(page)
    used[index] = (used[index] ?? 0) + bytes
  }

  /** Memory that a page is a part of; it begins at {@link PagePool.start}. */
  memory(page: number): Uint8Array {
    return this.#slab(page).bytes
  }

  /** Where a page begins. */
  start(page: number): number {
    return indexOf(page) * pageSize
  }

  /** @returns the page that came after this one, which none does from now on */
  #unlink(page: number): number {
    const { next } = this.#slab(page)
    const following = next[indexOf(page)] ?? noPage
    next[indexOf(page)] = noPage
    return following
  }

  #slab(page: number): Slab {
    const slab = this.#slabs[page >> slabBits]
    if (slab === undefined) throw new RangeError(`There is no page ${page}`)
    return slab
  }

  #make(): void {
    const count = Math.min(slabPages, this.#most - this.#made)
    const first = this.#made
    const next = Int32Array.from({ length: count }, (_, index) => first + index + 1)
    next[count - 1] = noPage
    this.#slabs.push({
      bytes: new Uint8Array(lastingMemory(count * pageSize)),
      used: new Uint16Array(count),
      first: new Uint16Array(count),
      lastAt: new Float64Array(count),
      keeps: new Uint8Array(count),
      next,
    })
    this.#free = first
    this.#made += count
  }
}

/** The place of a page in its slab. */
function indexOf(page: number): number {
  return page & (slabPages - 1)
}
