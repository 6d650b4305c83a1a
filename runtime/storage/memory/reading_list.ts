import { Buffer } from 'node:buffer'
import type { PagePool } from '../../memory/page_pool.ts'
import type { ReadingRow } from '../transactions.ts'
import { ByteQueue, type Place } from './byte_queue.ts'

/** Readings that go together when there are too many. */
const dropped = 250
/** Readings that are looked through for a late one; of more the times are kept from the first such on. */
const few = 64
/** Time, and bytes of samples and of signed values, which stand before these; 0 = none signed. */
const head = { at: 0, samples: 8, signed: 12, size: 16 }

/** One reading without its transaction. */
export type Reading = Omit<ReadingRow, 'transaction'>

/** Readings of one transaction, as bytes: a row each would be a burden to the garbage collector. */
export class ReadingList implements Iterable<Reading> {
  readonly #bytes: ByteQueue
  #size = 0
  #latest = Number.NEGATIVE_INFINITY
  /** The times of all, where some came late. */
  #times: Set<number> | undefined

  /** @param pages where the bytes are kept; {@link ReadingList.clear} gives them back */
  constructor(pages: PagePool) {
    this.#bytes = new ByteQueue(pages)
  }

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** Adds a reading; `false` when it is there already. */
  add({ at, samples, signed }: Reading): boolean {
    if (at > this.#latest) this.#latest = at
    else if (this.#hasTime(at) && this.#has(at, samples)) return false
    this.#times?.add(at)
    this.#bytes.write(scratch, written(at, samples, signed))
    this.#size += 1
    return true
  }

  /** Lets the oldest go. @returns how many these are */
  dropOldest(): number {
    const count = Math.min(dropped, this.#size)
    const place = this.#bytes.begin()
    let length = 0
    for (let i = 0; i < count; i++) {
      const texts = this.#passHead(place)
      this.#bytes.pass(place, texts)
      length += head.size + texts
    }
    this.#bytes.drop(length)
    this.#times = undefined
    this.#size -= count
    return count
  }

  /** Lets all go. */
  clear(): void {
    this.#bytes.clear()
    this.#size = 0
    this.#latest = Number.NEGATIVE_INFINITY
    this.#times = undefined
  }

  *[Symbol.iterator](): Generator<Reading, void> {
    const place = this.#bytes.begin()
    for (let i = 0; i < this.#size; i++) {
      this.#passHead(place)
      yield this.#reading(place)
    }
  }

  /** Whether there may be one of this time. */
  #hasTime(at: number): boolean {
    if (this.#size <= few) return true
    this.#times ??= this.#readTimes()
    return this.#times.has(at)
  }

  #readTimes(): Set<number> {
    const times = new Set<number>()
    const place = this.#bytes.begin()
    for (let i = 0; i < this.#size; i++) {
      const texts = this.#passHead(place)
      times.add(scratch.readDoubleLE(head.at))
      this.#bytes.pass(place, texts)
    }
    return times
  }

  #has(at: number, samples: string): boolean {
    const place = this.#bytes.begin()
    const sought = Buffer.from(samples, 'latin1')
    const { length } = sought
    for (let i = 0; i < this.#size; i++) {
      const texts = this.#passHead(place)
      const isLike =
        scratch.readDoubleLE(head.at) === at && scratch.readUInt32LE(head.samples) === length
      if (isLike) makeRoom(texts)
      this.#bytes.pass(place, texts, isLike ? scratch : undefined)
      if (isLike && scratch.compare(sought, 0, length, 0, length) === 0) return true
    }
    return false
  }

  /** Reads the head at a place. @returns how many bytes belong to it */
  #passHead(place: Place): number {
    this.#bytes.pass(place, head.size, scratch)
    return scratch.readUInt32LE(head.samples) + scratch.readUInt32LE(head.signed)
  }

  /** The reading whose head was read. */
  #reading(place: Place): Reading {
    const at = scratch.readDoubleLE(head.at)
    const samples = scratch.readUInt32LE(head.samples)
    const signed = scratch.readUInt32LE(head.signed)
    makeRoom(samples + signed)
    this.#bytes.pass(place, samples + signed, scratch)
    const reading = { at, samples: scratch.toString('latin1', 0, samples) }
    if (signed === 0) return reading
    return { ...reading, signed: scratch.toString('utf8', samples, samples + signed) }
  }
}

/** Where a reading is put together. */
let scratch = Buffer.allocUnsafeSlow(4096)

function makeRoom(length: number): void {
  if (length > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * length)
}

/** Puts a reading together. @returns how many bytes it takes */
function written(at: number, samples: string, signed: string | undefined): number {
  makeRoom(head.size + samples.length + 3 * (signed?.length ?? 0))
  scratch.writeDoubleLE(at, head.at)
  scratch.writeUInt32LE(samples.length, head.samples)
  // ASCII, as all texts of samples.
  scratch.write(samples, head.size, 'latin1')
  const end = head.size + samples.length
  const more = signed === undefined ? 0 : scratch.write(signed, end)
  scratch.writeUInt32LE(more, head.signed)
  return end + more
}
