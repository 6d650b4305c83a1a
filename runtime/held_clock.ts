import type { Clock, Timer } from './clock.ts'

/** Has time stand still while things are done together. */
export interface Moment {
  /** Time stands still from now on. */
  hold(): void
  /** It goes on. */
  release(): void
}

/**
 * A clock whose time stands still while messages are handled together: they are of one moment, and
 * asking for it ten times for each of them is a part of what they cost.
 */
export class HeldClock implements Clock, Moment {
  readonly #clock: Clock
  #moment: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#moment ?? this.#clock.now()
  }

  after(ms: number, fn: () => void): Timer {
    return this.#clock.after(ms, fn)
  }

  soon(fn: () => void): void {
    this.#clock.soon(fn)
  }

  random(): number {
    return this.#clock.random()
  }

  uuid(): string {
    return this.#clock.uuid()
  }

  hold(): void {
    this.#moment = this.#clock.now()
  }

  release(): void {
    this.#moment = undefined
  }
}
