import type { Clock, Timer } from './clock.ts'
import { tryAll } from './try_all.ts'

/** Has time stand still while things are done together. */
export interface Moment {
  /** Time stands still from now on, and what is to be done soon waits. */
  hold(): void
  /** Does what waits; then time goes on. @throws what one of these threw first, when all were done */
  release(): void
}

/**
 * A clock whose time stands still while messages are handled together: they are of one moment, and
 * asking for it ten times for each of them is a part of what they cost. What they have done soon is
 * done when all of them are handled.
 */
export class HeldClock implements Clock, Moment {
  readonly #clock: Clock
  #moment: number | undefined
  /** What is to be done when time goes on; `undefined` when it does. */
  #waiting: (() => void)[] | undefined

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
    if (this.#waiting === undefined) this.#clock.soon(fn)
    else this.#waiting.push(fn)
  }

  random(): number {
    return this.#clock.random()
  }

  uuid(): string {
    return this.#clock.uuid()
  }

  hold(): void {
    this.#moment = this.#clock.now()
    this.#waiting ??= []
  }

  release(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    try {
      tryAll(waiting, (task) => task())
    } finally {
      this.#moment = undefined
    }
  }
}
