import type { Clock, Timer } from '../clock.ts'
import { seededRandom } from '../plugin/random.ts'

interface Pending {
  readonly at: number
  readonly order: number
  readonly fn: () => void
}

/** A clock that goes where a recording leads it; its numbers and identifiers come from a seed. */
export class RecordedClock implements Clock {
  readonly #random: () => number
  #now: number
  #order = 0
  /** The next to fall due is the last. */
  readonly #timers: Pending[] = []
  #soon: (() => void)[] = []

  constructor(options: { readonly now: number; readonly seed: string }) {
    this.#now = options.now
    this.#random = seededRandom(options.seed)
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): Timer {
    this.#order += 1
    const entry: Pending = { at: this.#now + Math.max(0, ms), order: this.#order, fn }
    const timers = this.#timers
    let place = timers.length
    // Among equals the first to be set is the first to fire.
    for (let before = timers[place - 1]; before !== undefined && before.at <= entry.at; ) {
      place -= 1
      before = timers[place - 1]
    }
    timers.splice(place, 0, entry)
    return {
      cancel: () => {
        const index = timers.indexOf(entry)
        if (index >= 0) timers.splice(index, 1)
      },
    }
  }

  soon(fn: () => void): void {
    this.#soon.push(fn)
  }

  random(): number {
    return this.#random()
  }

  uuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16))
    digits[12] = '4'
    digits[16] = '8'
    const hex = digits.join('')
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-')
  }

  /** Calls what is to be done soon; whether there was anything. */
  runSoon(): boolean {
    const jobs = this.#soon
    this.#soon = []
    for (const job of jobs) job()
    return jobs.length > 0
  }

  /** Moves on to a time, and calls what falls due in order; `settle` is awaited after each of them. */
  async passTo(at: number, settle: () => Promise<void>): Promise<void> {
    for (;;) {
      const next = this.#timers.at(-1)
      if (next === undefined || next.at > at) break
      this.#timers.pop()
      this.#now = Math.max(this.#now, next.at)
      next.fn()
      await settle()
    }
    this.#now = Math.max(this.#now, at)
  }
}
