/** Most names counted; what comes after is counted together. */
const most = 200

/** Counts of repairs and oddities by name. Names come partly from frames, so their number is bounded. */
export class Counters {
  readonly #counts = new Map<string, number>()

  /** Adds one. */
  count(name: string): void {
    const known = this.#counts.get(name)
    const key = known === undefined && this.#counts.size >= most ? 'other' : name
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** All counts by name. */
  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }
}
