import { lastingMemory } from '../lasting_memory.ts'

/** A page is a line of the processor's cache; a power of two, so that a place is found by bits. */
const pageBits = 6
const pageSize = 1 << pageBits
/** Pages that are made at once; what nobody writes to takes no memory yet. */
const slabBits = 12
const slabPages = 1 << slabBits
/** Places are numbers of 32 bits. */
const mostSlabs = 2 ** (32 - pageBits - slabBits)
const none = -1

/** Bytes to be written, the first `length` of `bytes`. */
export interface Written {
  readonly bytes: Uint8Array
  readonly length: number
}

/** Pages side by side. */
interface Slab {
  readonly bytes: Uint8Array
  /** The page that comes after each, in a chain or among those that were given back. */
  readonly next: Int32Array
  /** The first that was given back. */
  free: number
  /** Pages that were ever taken, and that are taken now. */
  made: number
  used: number
}

/**
 * Many chains of bytes, each as long as it grows, in small pages outside of the garbage collector's
 * care: a chain has no object, it is known by its first page and the place of its last byte. Memory
 * in which there are no chains any more goes back.
 */
export class BytePages {
  readonly #slabs: (Slab | undefined)[] = []
  /** The slab from which pages are taken. */
  #current = 0

  /** Bytes of memory that pages take, in use or not. */
  get size(): number {
    return this.#slabs.filter((slab) => slab !== undefined).length * slabPages * pageSize
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
    let length = offsetOf(end) + 1
    for (let page = head; page !== pageOf(end); page = this.#next(page)) length += pageSize
    const bytes = new Uint8Array(length)
    for (let page = head, at = 0; at < length; page = this.#next(page), at += pageSize) {
      const start = indexOf(page) * pageSize
      const size = Math.min(pageSize, length - at)
      bytes.set(this.#slab(page).bytes.subarray(start, start + size), at)
    }
    return bytes
  }

  /** Gives the pages of a chain back. */
  end(head: number, end: number): void {
    for (let page = head; ; ) {
      const next = this.#next(page)
      this.#give(page)
      if (page === pageOf(end)) return
      page = next
    }
  }

  #write(first: number, from: number, { bytes, length }: Written): number {
    let page = first
    let slab = this.#slab(page)
    let offset = from
    for (let i = 0; i < length; i++) {
      if (offset === pageSize) {
        const next = this.#take()
        slab.next[indexOf(page)] = next
        page = next
        slab = this.#slab(page)
        offset = 0
      }
      slab.bytes[indexOf(page) * pageSize + offset++] = bytes[i] ?? 0
    }
    return page * pageSize + offset - 1
  }

  #next(page: number): number {
    return this.#slab(page).next[indexOf(page)] ?? none
  }

  #slab(page: number): Slab {
    const slab = this.#slabs[page >> slabBits]
    if (slab === undefined) throw new RangeError(`There is no page ${page}`)
    return slab
  }

  #take(): number {
    const slab = this.#slabs[this.#current]
    const index = slab === undefined ? none : takeFrom(slab)
    return index === none ? this.#search() : this.#current * slabPages + index
  }

  /** A page of the first slab that has one, so that the last ones come to be empty. */
  #search(): number {
    let at = this.#slabs.findIndex((slab) => slab === undefined || slab.used < slabPages)
    if (at === -1) at = this.#slabs.length
    if (at >= mostSlabs) throw new RangeError('There is no memory left for points')
    const slab = this.#slabs[at] ?? newSlab(at)
    this.#slabs[at] = slab
    this.#current = at
    return at * slabPages + takeFrom(slab)
  }

  #give(page: number): void {
    const slab = this.#slab(page)
    slab.next[indexOf(page)] = slab.free
    slab.free = indexOf(page)
    slab.used--
    if (slab.used === 0) this.#slabs[page >> slabBits] = undefined
  }
}

/** The page 0 is never given out. */
function newSlab(at: number): Slab {
  const reserved = at === 0 ? 1 : 0
  return {
    bytes: new Uint8Array(lastingMemory(slabPages * pageSize)),
    next: new Int32Array(lastingMemory(slabPages * Int32Array.BYTES_PER_ELEMENT)),
    free: none,
    made: reserved,
    used: reserved,
  }
}

/** Takes a page of a slab. @returns its index there, -1 when there is none */
function takeFrom(slab: Slab): number {
  let index = slab.free
  if (index !== none) slab.free = slab.next[index] ?? none
  else if (slab.made < slabPages) index = slab.made++
  else return none
  slab.used++
  return index
}

/** The place of a page in its slab. */
function indexOf(page: number): number {
  return page & (slabPages - 1)
}

function pageOf(place: number): number {
  return place >>> pageBits
}

function offsetOf(place: number): number {
  return place & (pageSize - 1)
}
