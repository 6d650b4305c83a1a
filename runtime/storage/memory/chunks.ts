import { Buffer } from 'node:buffer'
import { lastingMemory } from '../../lasting_memory.ts'

/** Bytes of a chunk. */
export const chunkSize = 512
/** Chunks that are made at once: a power of two, so that one is found by bits of its number. */
const slabBits = 8
const slabChunks = 1 << slabBits
/** Stands for a chunk where there is none. */
export const noChunk = -1

/** Chunks side by side, and which one comes after each. */
interface Slab {
  readonly bytes: Buffer
  readonly next: Int32Array
}

/**
 * Chunks of memory by number, each of which may have one that comes after it. They lie in a few large
 * buffers, so that what is kept in them is no burden to the garbage collector; 128 KiB at a time.
 */
export class Chunks {
  readonly #slabs: Slab[] = []
  /** The first of those that are free, each followed by the next one. */
  #free = noChunk
  #inUse = 0

  /** How many are in use. */
  get inUse(): number {
    return this.#inUse
  }

  /** A chunk that none comes after; it comes after another one, if that is given. */
  take(after: number = noChunk): number {
    if (this.#free === noChunk) this.#make()
    const chunk = this.#free
    this.#free = this.next(chunk)
    this.#setNext(chunk, noChunk)
    if (after !== noChunk) this.#setNext(after, chunk)
    this.#inUse += 1
    return chunk
  }

  /** Takes a chunk back. @returns the one that came after it */
  give(chunk: number): number {
    const following = this.next(chunk)
    this.#setNext(chunk, this.#free)
    this.#free = chunk
    this.#inUse -= 1
    return following
  }

  /** The chunk that comes after another one. */
  next(chunk: number): number {
    return this.#slab(chunk).next[indexOf(chunk)] ?? noChunk
  }

  /** Memory that a chunk is a part of; it begins at {@link Chunks.start}. */
  memory(chunk: number): Buffer {
    return this.#slab(chunk).bytes
  }

  /** Where a chunk begins. */
  start(chunk: number): number {
    return indexOf(chunk) * chunkSize
  }

  #setNext(chunk: number, following: number): void {
    this.#slab(chunk).next[indexOf(chunk)] = following
  }

  #slab(chunk: number): Slab {
    const slab = this.#slabs[chunk >> slabBits]
    if (slab === undefined) throw new RangeError(`There is no chunk ${chunk}`)
    return slab
  }

  #make(): void {
    const first = this.#slabs.length << slabBits
    const next = Int32Array.from({ length: slabChunks }, (_, index) => first + index + 1)
    next[slabChunks - 1] = noChunk
    this.#slabs.push({ bytes: Buffer.from(lastingMemory(slabChunks * chunkSize)), next })
    this.#free = first
  }
}

/** The place of a chunk in its slab. */
function indexOf(chunk: number): number {
  return chunk & (slabChunks - 1)
}
