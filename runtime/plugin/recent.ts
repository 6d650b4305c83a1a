/** Counts what happened within the last minute. */
export class Recent {
  #times: number[] = []

  /** How many there would be with so many more at this time, ms since the epoch. */
  with(count: number, at: number): number {
    this.#times = this.#times.filter((one) => at - one < 60_000)
    return this.#times.length + count
  }

  /** Adds so many. */
  add(count: number, at: number): void {
    for (let i = 0; i < count; i++) this.#times.push(at)
  }
}
