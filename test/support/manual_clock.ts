import type { Clock, Timer } from '../../runtime/clock.ts'

/** A clock that stands still until a test moves it; its random numbers are always the same. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; fn: () => void }[] = []
  #count = 0

  constructor(now = Date.UTC(2025, 0, 1)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): Timer {
    const timer = { at: this.#now + ms, fn }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((one) => one !== timer)
      },
    }
  }

  soon(fn: () => void): void {
    queueMicrotask(fn)
  }

  random(): number {
    return 0.5
  }

  uuid(): string {
    this.#count += 1
    return `00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`
  }

  /** Moves on by `ms` and calls, in order, what falls due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((one) => one !== due)
      this.#now = Math.max(this.#now, due.at)
      due.fn()
    }
    this.#now = end
  }

  /** Sets the time, forwards or back; timers keep what they have left. */
  set(now: number): void {
    const by = now - this.#now
    this.#now = now
    this.#timers = this.#timers.map((timer) => Object.assign(timer, { at: timer.at + by }))
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.length
  }
}
