/** The only source of time and randomness; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fn` once after `ms` milliseconds; the timer never keeps the process alive by itself. */
  after(ms: number, fn: () => void): Timer
  /**
   * Calls `fn` once, after what is under way: at the end of a round of messages, before what awaits
   * anything goes on, else at the end of this turn of the event loop.
   */
  soon(fn: () => void): void
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number
  /** A new RFC 4122 version 4 identifier. */
  uuid(): string
}

/** A timer that can be cancelled; cancelling it twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void
}

class SystemTimer implements Timer {
  readonly #handle: ReturnType<typeof setTimeout>

  constructor(fn: () => void, ms: number) {
    this.#handle = setTimeout(fn, ms)
    if (typeof this.#handle === 'object' && 'unref' in this.#handle) this.#handle.unref()
  }

  cancel(): void {
    clearTimeout(this.#handle)
  }
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    return new SystemTimer(fn, ms)
  },
  soon: (fn) => void setImmediate(fn),
  random: unguessable(),
  uuid: () => crypto.randomUUID(),
}

/** Numbers that nobody can foretell from those before; ids that are given out are made of them. */
function unguessable(): () => number {
  const words = new Uint32Array(512)
  let used = words.length
  return () => {
    if (used === words.length) {
      crypto.getRandomValues(words)
      used = 0
    }
    const high = (words[used++] ?? 0) >>> 5
    const low = (words[used++] ?? 0) >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }
}
