import type { Clock } from '../../clock.ts'

/** Counts what happened within a while. */
export class Strikes {
  readonly #clock: Clock
  readonly #window: number
  #times: number[] = []

  /** @param window how long one counts, ms */
  constructor(clock: Clock, window: number) {
    this.#clock = clock
    this.#window = window
  }

  /** Adds one. */
  add(): void {
    this.#times.push(this.#clock.now())
  }

  /** How many count now. */
  get count(): number {
    const since = this.#clock.now() - this.#window
    this.#times = this.#times.filter((at) => at > since)
    return this.#times.length
  }

  /** When the oldest ceases to count, ms since the epoch. */
  get until(): number {
    return (this.#times[0] ?? this.#clock.now()) + this.#window
  }
}
