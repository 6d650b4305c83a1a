/**
 * The last changes by sequence number, so that a reader can go on where it left off. A sequence
 * number alone says nothing after a restart, so that the ids given out name the epoch as well.
 */
export class ChangeRing<T> {
  readonly #changes: T[] = []
  readonly #capacity: number
  readonly #epoch: string
  #last = 0

  /** `epoch` is a word unique to this ring, without `-`; `capacity` is in changes, at least 1. */
  constructor(options: { readonly epoch: string; readonly capacity: number }) {
    this.#epoch = options.epoch
    this.#capacity = options.capacity
  }

  /** Sequence number of the latest change; 0 before the first one. */
  get last(): number {
    return this.#last
  }

  /** Sequence number of the oldest change still held; `last + 1` when there is none. */
  get first(): number {
    return this.#last - this.#changes.length + 1
  }

  /** Adds a change, in place of the oldest one when the ring is full. */
  push(change: T): void {
    this.#changes[this.#last % this.#capacity] = change
    this.#last++
  }

  /** The change with a sequence number; `undefined` when it is no longer, or not yet, held. */
  at(sequence: number): T | undefined {
    if (sequence < this.first || sequence > this.#last) return undefined
    return this.#changes[(sequence - 1) % this.#capacity]
  }

  /** The id to give out with a change. */
  idOf(sequence: number): string {
    return `${this.#epoch}-${sequence}`
  }

  /**
   * The sequence number in an id, when everything after it is still held; `undefined` when the id is
   * of another epoch, too old, or none of ours.
   */
  resume(id: string): number | undefined {
    const [epoch, digits = '', ...rest] = id.split('-')
    if (epoch !== this.#epoch || rest.length > 0 || !/^\d{1,15}$/.test(digits)) return undefined
    const sequence = Number(digits)
    return sequence >= this.first - 1 && sequence <= this.#last ? sequence : undefined
  }
}
