/** Ids of series, from 1 on; those that were given back are given out again. */
export class SeriesIds {
  readonly #most: number
  readonly #free: number[] = []
  #last = 0

  /** @param most so many are given out at once */
  constructor(most: number) {
    this.#most = most
  }

  /** How many are given out. */
  get size(): number {
    return this.#last - this.#free.length
  }

  /** Whether so many are given out that those nobody needs are wanted back. */
  get isCrowded(): boolean {
    return this.size > this.#most / 2
  }

  /** Begins with those that are given out already. */
  resume(taken: ReadonlySet<number>): void {
    for (const id of taken) this.#last = Math.max(this.#last, id)
    for (let id = this.#last; id > 0; id--) if (!taken.has(id)) this.#free.push(id)
  }

  /** Gives one out; 0 = there is none left. */
  take(): number {
    return this.#free.pop() ?? (this.#last < this.#most ? ++this.#last : 0)
  }

  /** Takes one back of which nothing is stored any more. */
  give(id: number): void {
    this.#free.push(id)
  }
}
