/** Where changes are held, by position from 0; positions are filled in their order at first. */
export interface Slots<T> {
  /** Holds a change, in place of the one that was there. */
  put(index: number, change: T): void
  /** What is held at a position. */
  get(index: number): T | undefined
}

/** Settings of a {@link ChangeRing}. */
export interface RingOptions<T> {
  /** A word unique to the ring, without `-`. */
  readonly epoch: string
  /** In changes, at least 1. */
  readonly capacity: number
  /** By default they are held as they are. */
  readonly slots?: Slots<T>
}

/**
 * The last changes by sequence number, so that a reader can go on where it left off. A sequence
 * number alone says nothing after a restart, so that the ids given out name the epoch as well.
 */
export class ChangeRing<T> {
  readonly #slots: Slots<T>
  readonly #capacity: number
  readonly #epoch: string
  #last = 0
  #next = 0

  constructor({ epoch, capacity, slots = wholes<T>() }: RingOptions<T>) {
    this.#epoch = epoch
    this.#capacity = capacity
    this.#slots = slots
  }

  /** Sequence number of the latest change; 0 before the first one. */
  get last(): number {
    return this.#last
  }

  /** Sequence number of the oldest change still held; `last + 1` when there is none. */
  get first(): number {
    return Math.max(0, this.#last - this.#capacity) + 1
  }

  /** Adds a change, in place of the oldest one when the ring is full. */
  push(change: T): void {
    this.#slots.put(this.#next, change)
    this.#next = this.#next + 1 === this.#capacity ? 0 : this.#next + 1
    this.#last++
  }

  /** The change with a sequence number; `undefined` when it is no longer, or not yet, held. */
  at(sequence: number): T | undefined {
    if (sequence < this.first || sequence > this.#last) return undefined
    return this.#slots.get((sequence - 1) % this.#capacity)
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

function wholes<T>(): Slots<T> {
  const held: T[] = []
  return {
    put(index, change) {
      held[index] = change
    },
    get: (index) => held[index],
  }
}
