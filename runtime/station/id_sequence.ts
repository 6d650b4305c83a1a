/** Largest transaction id a station can be trusted with: some keep it in a signed 32 bit number (quirk X6). */
const largestId = 2 ** 31 - 1

/** Where a sequence of ids is. */
export interface IdCounter {
  /** How many numbers were taken. */
  readonly taken: number
  /** What shuffles them: four numbers from 0 to 2³²−1. */
  readonly keys: readonly number[]
}

/**
 * Ids from 1 to 2³¹−1, none of them twice, in an order that only the keys tell, so that a station
 * cannot count on what another one was given. It is a Feistel network over a counter, of which those
 * results are left out that are too large.
 */
export class IdSequence {
  readonly #keys: readonly number[]
  #taken: number

  constructor({ taken, keys }: IdCounter) {
    this.#keys = keys
    this.#taken = taken
  }

  /** Where it is. */
  get counter(): IdCounter {
    return { taken: this.#taken, keys: this.#keys }
  }

  /** The next id. */
  next(): number {
    for (;;) {
      const id = this.#shuffled(this.#taken)
      this.#taken = (this.#taken + 1) % 2 ** 32
      if (id >= 1 && id <= largestId) return id
    }
  }

  /** Whether it gave this id. */
  gave(id: number): boolean {
    return Number.isInteger(id) && id >= 1 && id <= largestId && this.#placeOf(id) < this.#taken
  }

  #shuffled(place: number): number {
    let [left, right] = [place >>> 16, place & 0xffff]
    for (const key of this.#keys) [left, right] = [right, left ^ mixed(right, key)]
    return left * 65536 + right
  }

  #placeOf(id: number): number {
    let [left, right] = [Math.floor(id / 65536), id & 0xffff]
    for (const key of this.#keys.toReversed()) [left, right] = [right ^ mixed(left, key), left]
    return left * 65536 + right
  }
}

function mixed(half: number, key: number): number {
  const a = Math.imul(half ^ key, 0x9e3779b1)
  const b = Math.imul(a ^ (a >>> 15) ^ key, 0x85ebca6b)
  return (b ^ (b >>> 13)) >>> 16
}
