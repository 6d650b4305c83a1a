import type { Clock, Timer } from '../../runtime/clock.ts'

/** Where a test clock starts. */
export interface TestClockOptions {
  /** ms since the epoch. */
  readonly now?: number
  readonly seed?: number
}

/** A time that is plausible to everything that judges times. */
export const testStart = Date.UTC(2026, 10, 22, 12, 0, 0)

interface Pending {
  readonly at: number
  readonly order: number
  readonly fn: () => void
}

/** A clock that a test moves on; numbers and identifiers come from a seed. */
export class TestClock implements Clock {
  #now: number
  #seed: number
  #order = 0
  readonly #pending = new Set<Pending>()

  constructor({ now = testStart, seed = 1 }: TestClockOptions = {}) {
    this.#now = now
    this.#seed = seed
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): Timer {
    this.#order += 1
    const entry: Pending = { at: this.#now + ms, order: this.#order, fn }
    this.#pending.add(entry)
    return { cancel: () => void this.#pending.delete(entry) }
  }

  soon(fn: () => void): void {
    setImmediate(fn)
  }

  random(): number {
    // The generator "mulberry32": good enough, and the same in every run.
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let word = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.random() * 16).toString(16))
    hex[12] = '4'
    hex[16] = '8'
    return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** Moves on by `ms`; see {@link advanceTo}. */
  advance(ms: number, settle: () => Promise<void> = turn): Promise<void> {
    return this.advanceTo(this.#now + ms, settle)
  }

  /**
   * Moves on to a time, firing what falls due in order. `settle` is awaited before the first and
   * after every timer, so that what one sets off is over before the next fires.
   */
  async advanceTo(at: number, settle: () => Promise<void> = turn): Promise<void> {
    await settle()
    for (let next = this.#next(at); next !== undefined; next = this.#next(at)) {
      this.#pending.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.fn()
      await settle()
    }
    this.#now = Math.max(this.#now, at)
  }

  /** How many timers fall due within `ms`. */
  pendingWithin(ms: number): number {
    return [...this.#pending].filter(({ at }) => at <= this.#now + ms).length
  }

  #next(limit: number): Pending | undefined {
    let first: Pending | undefined
    for (const entry of this.#pending) {
      if (entry.at > limit) continue
      const earlier =
        first === undefined ||
        entry.at < first.at ||
        (entry.at === first.at && entry.order < first.order)
      if (earlier) first = entry
    }
    return first
  }
}

/** Lets everything run that is ready in this turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
