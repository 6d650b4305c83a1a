import { Buffer } from 'node:buffer'
import type { ReadingRow } from '../transactions.ts'

/** Readings that go together when there are too many. */
const blockSize = 250
/** Bytes of a block at first. */
const firstBytes = 512

/** One reading without its transaction. */
export type Reading = Omit<ReadingRow, 'transaction'>

/** Readings of one transaction, as bytes: a row each would be a burden to the garbage collector. */
export class ReadingList implements Iterable<Reading> {
  readonly #blocks: Block[] = []
  #size = 0
  #latest = Number.NEGATIVE_INFINITY

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** Adds a reading; `false` when it is there already. */
  add({ at, samples, signed }: Reading): boolean {
    if (at > this.#latest) this.#latest = at
    else if (this.#blocks.some((block) => block.has(at, samples))) return false
    let block = this.#blocks.at(-1)
    if (block === undefined || block.size >= blockSize) {
      block = new Block()
      this.#blocks.push(block)
    }
    block.add(at, samples, signed)
    this.#size += 1
    return true
  }

  /** Lets the oldest go. @returns how many these are */
  dropOldest(): number {
    const dropped = this.#blocks.shift()?.size ?? 0
    this.#size -= dropped
    return dropped
  }

  *[Symbol.iterator](): Generator<Reading, void> {
    for (const block of this.#blocks) yield* block.list()
  }
}

class Block {
  readonly #times: number[] = []
  /** Where the text of each ends. */
  readonly #ends: number[] = []
  #bytes = Buffer.allocUnsafeSlow(firstBytes)
  #signed: Map<number, string> | undefined

  get size(): number {
    return this.#times.length
  }

  has(at: number, samples: string): boolean {
    return this.#times.some((time, i) => time === at && this.#text(i) === samples)
  }

  add(at: number, samples: string, signed: string | undefined): void {
    const start = this.#ends.at(-1) ?? 0
    // ASCII, as all texts of samples.
    const end = start + samples.length
    if (end > this.#bytes.length) this.#grow(end)
    this.#bytes.write(samples, start, 'latin1')
    if (signed !== undefined) {
      this.#signed ??= new Map()
      this.#signed.set(this.#times.length, signed)
    }
    this.#times.push(at)
    this.#ends.push(end)
  }

  *list(): Generator<Reading, void> {
    for (const [i, at] of this.#times.entries()) {
      const signed = this.#signed?.get(i)
      const reading = { at, samples: this.#text(i) }
      yield signed === undefined ? reading : { ...reading, signed }
    }
  }

  #text(index: number): string {
    return this.#bytes.toString('latin1', this.#ends[index - 1] ?? 0, this.#ends[index])
  }

  #grow(least: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2))
    this.#bytes.copy(bytes)
    this.#bytes = bytes
  }
}
