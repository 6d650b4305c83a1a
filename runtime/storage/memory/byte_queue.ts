import type { Buffer } from 'node:buffer'
import { type Chunks, chunkSize, noChunk } from './chunks.ts'

/** So few bytes are copied faster by themselves than by a call that copies them, bytes. */
const short = 32

/** Bytes that are written at the end, read wherever, and let go at the beginning. */
export class ByteQueue {
  readonly #chunks: Chunks
  #first = noChunk
  #last = noChunk
  /** Bytes of the first chunk that were let go, and bytes of the last one that are in use. */
  #gone = 0
  #used = chunkSize

  constructor(chunks: Chunks) {
    this.#chunks = chunks
  }

  /** Writes the first bytes of a buffer. */
  write(bytes: Buffer, length: number): void {
    const chunks = this.#chunks
    let written = 0
    while (written < length) {
      if (this.#used === chunkSize) this.#grow()
      const part = Math.min(length - written, chunkSize - this.#used)
      const place = chunks.start(this.#last) + this.#used
      bytes.copy(chunks.memory(this.#last), place, written, written + part)
      this.#used += part
      written += part
    }
  }

  /** Lets so many bytes go. */
  drop(length: number): void {
    this.#gone += length
    while (this.#gone >= chunkSize && this.#first !== noChunk) {
      this.#first = this.#chunks.give(this.#first)
      this.#gone -= chunkSize
    }
    if (this.#first !== noChunk) return
    this.#last = noChunk
    this.#gone = 0
    this.#used = chunkSize
  }

  /** Lets all go. */
  clear(): void {
    while (this.#first !== noChunk) this.#first = this.#chunks.give(this.#first)
    this.drop(0)
  }

  /** Where the bytes begin. */
  begin(): Place {
    return { chunk: this.#first, offset: this.#gone }
  }

  /** Moves a place on by so many bytes, which go into a buffer, if one is given. */
  pass(place: Place, length: number, into?: Buffer): void {
    const chunks = this.#chunks
    let passed = 0
    while (passed < length) {
      if (place.offset === chunkSize) {
        place.chunk = chunks.next(place.chunk)
        place.offset = 0
      }
      const part = Math.min(length - passed, chunkSize - place.offset)
      if (into !== undefined) {
        const from = chunks.start(place.chunk) + place.offset
        const memory = chunks.memory(place.chunk)
        if (part > short) memory.copy(into, passed, from, from + part)
        else for (let i = 0; i < part; i++) into[passed + i] = memory[from + i] ?? 0
      }
      place.offset += part
      passed += part
    }
  }

  #grow(): void {
    this.#last = this.#chunks.take(this.#last)
    if (this.#first === noChunk) this.#first = this.#last
    this.#used = 0
  }
}

/** A place among the bytes of a queue. */
export interface Place {
  chunk: number
  offset: number
}
