/** A piece of memory that records are written to. */
export interface Page {
  readonly bytes: Uint8Array
  /** Bytes in use. */
  used: number
  /** Where the first record begins that begins here; -1 = none does. */
  first: number
  /** ms since the epoch of the last record that begins here. */
  lastAt: number
  /** A record in it is to be kept when the page is given back. */
  keeps: boolean
}

/** Bytes of a page. */
export const pageSize = 1024
/** Pages that are made at once. */
const slab = 512

/** Pages outside of the garbage collector's care, so that keeping text costs it nothing. */
export class PagePool {
  readonly #most: number
  readonly #free: Page[] = []
  #made = 0

  /** @param most pages that may be in use at once */
  constructor(most: number) {
    this.#most = most
  }

  /** An empty page, if there is one. */
  take(): Page | undefined {
    if (this.#free.length === 0 && this.#made < this.#most) this.#make()
    return this.#free.pop()
  }

  /** Takes a page back. */
  give(page: Page): void {
    page.used = 0
    page.first = -1
    page.lastAt = 0
    page.keeps = false
    this.#free.push(page)
  }

  #make(): void {
    const count = Math.min(slab, this.#most - this.#made)
    this.#made += count
    const memory = new Uint8Array(count * pageSize)
    for (let i = count - 1; i >= 0; i--) {
      const bytes = memory.subarray(i * pageSize, (i + 1) * pageSize)
      this.#free.push({ bytes, used: 0, first: -1, lastAt: 0, keeps: false })
    }
  }
}
