/** Stands for a page where there is none. */
const none = -1

/** One piece of memory, parted into pages of one size, which are taken and given back. */
export class Slab<Bytes extends Uint8Array> {
  readonly bytes: Bytes
  /** Bytes of a page. */
  readonly pageSize: number
  /** A number for each page in use, for whoever took it. The free list runs through the others. */
  readonly tags: Int32Array
  /** The page given back last. */
  #free = none
  /** Pages that were ever taken; those behind were never touched, so take no memory yet. */
  #made = 0
  #inUse = 0

  constructor(bytes: Bytes, pageSize: number) {
    this.bytes = bytes
    this.pageSize = pageSize
    this.tags = new Int32Array(bytes.length / pageSize)
  }

  get isEmpty(): boolean {
    return this.#inUse === 0
  }

  get isFull(): boolean {
    return this.#inUse === this.tags.length
  }

  /** Takes a page, of which there must be one. @returns its place among the others */
  take(): number {
    let index = this.#free
    if (index === none) index = this.#made++
    else this.#free = this.tags[index] ?? none
    this.#inUse += 1
    return index
  }

  /** Takes a page back. */
  give(index: number): void {
    this.tags[index] = this.#free
    this.#free = index
    this.#inUse -= 1
  }
}
