import { Buffer } from 'node:buffer'
import { Slab } from '../memory/slab.ts'

/** Stands for a block where there is none. */
export const noBlock = -1

/** Bytes made at once for blocks of one size. */
const slabBytes = 16_384
/** Blocks are a multiple of this long; the longer ones, so that few lengths are in use, of more. */
const step = { short: 32, long: 256 } as const
/** Longest block that is a multiple of the short step, and longest that shares its slab with others. */
const longest = { short: 512, shared: 4096 } as const
/** Blocks of a slab: a power of two, so that a block is found by bits of its number. */
const blockBits = 9

/**
 * Short blocks of memory by number, outside of the garbage collector's care: an array of bytes for each
 * of many short texts would take more memory than the texts.
 */
export class ByteBlocks {
  /** Whose pages are blocks of one length, and whose tags are the bytes in use of each. */
  readonly #slabs: (Slab<Buffer> | undefined)[] = []
  /** Numbers of slabs that are gone. */
  readonly #gone: number[] = []
  /** Numbers of the slabs with room for another block, by its length. */
  readonly #roomy = new Map<number, number[]>()

  /** A block for so many bytes. */
  take(length: number): number {
    const room = roomFor(length)
    const number = this.#roomy.get(room)?.at(-1) ?? this.#make(room)
    const slab = this.#slab(number)
    const index = slab.take()
    slab.tags[index] = length
    if (slab.isFull) this.#hasNone(room, number)
    return (number << blockBits) | index
  }

  /** Takes a block back. */
  give(block: number): void {
    const number = block >> blockBits
    const slab = this.#slab(number)
    if (slab.isFull) this.#hasRoom(slab.pageSize, number)
    slab.give(indexOf(block))
    if (!slab.isEmpty) return
    this.#hasNone(slab.pageSize, number)
    this.#slabs[number] = undefined
    this.#gone.push(number)
  }

  /** Bytes that a block has room for. */
  room(block: number): number {
    return this.#slab(block >> blockBits).pageSize
  }

  /** Bytes in use of a block. */
  length(block: number): number {
    return this.#slab(block >> blockBits).tags[indexOf(block)] ?? 0
  }

  /** From now on so many bytes of a block are in use, not more than it has room for. */
  resize(block: number, length: number): void {
    this.#slab(block >> blockBits).tags[indexOf(block)] = length
  }

  /** Memory that a block is a part of; it begins at {@link ByteBlocks.start}. */
  memory(block: number): Buffer {
    return this.#slab(block >> blockBits).bytes
  }

  /** Where a block begins. */
  start(block: number): number {
    return indexOf(block) * this.#slab(block >> blockBits).pageSize
  }

  #slab(number: number): Slab<Buffer> {
    const slab = this.#slabs[number]
    if (slab === undefined) throw new RangeError(`There is no block in ${number}`)
    return slab
  }

  #hasRoom(room: number, number: number): void {
    const roomy = this.#roomy.get(room)
    if (roomy === undefined) this.#roomy.set(room, [number])
    else roomy.push(number)
  }

  #hasNone(room: number, number: number): void {
    const roomy = this.#roomy.get(room) ?? []
    roomy.splice(roomy.indexOf(number), 1)
    if (roomy.length === 0) this.#roomy.delete(room)
  }

  #make(room: number): number {
    const number = this.#gone.pop() ?? this.#slabs.length
    const count = room > longest.shared ? 1 : Math.floor(slabBytes / room)
    this.#slabs[number] = new Slab(Buffer.from(new ArrayBuffer(count * room)), room)
    this.#hasRoom(room, number)
    return number
  }
}

/** Length of the block for so many bytes. */
function roomFor(length: number): number {
  if (length > longest.shared) return length
  const { short, long } = step
  return length > longest.short ? upTo(length, long) : upTo(Math.max(length, 1), short)
}

function upTo(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple
}

/** The place of a block in its slab. */
function indexOf(block: number): number {
  return block & ((1 << blockBits) - 1)
}
