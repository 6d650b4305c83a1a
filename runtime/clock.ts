/** The only source of time and randomness; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fn` once after `ms` milliseconds; the timer never keeps the process alive by itself. */
  after(ms: number, fn: () => void): Timer
  /** Calls `fn` once, after what is under way in this turn of the event loop. */
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

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const handle = setTimeout(fn, ms)
    if (typeof handle === 'object' && 'unref' in handle) handle.unref()
    return { cancel: () => clearTimeout(handle) }
  },
  soon: (fn) => void setImmediate(fn),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
}
