/** Most names counted; what comes after is counted together. */
const most = 200

/** Counts of repairs and oddities by name. Names come partly from frames, so their number is bounded. */
export class Counters {
  /** Of most stations there is nothing to count. */
  #counts: Map<string, number> | undefined

  /** Adds one. */
  count(name: string): void {
    this.#counts ??= new Map()
    const counts = this.#counts
    const key = counts.size >= most && !counts.has(name) ? 'other' : name
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  /** All counts by name. */
  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts ?? [])
  }
}
