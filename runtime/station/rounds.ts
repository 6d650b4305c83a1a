/** Whose facts changed, so that its items are to be computed. */
export interface Owing {
  /** Computes them now. */
  settle(): void
}

/**
 * Has the items of all stations whose messages are handled in one round computed together at its end:
 * code that runs for one after the other stays in the caches, and what is between them does not drive
 * it out. Outside a round they are computed at once.
 */
export class Rounds {
  #owing: Owing[] | undefined

  /** Begins a round. */
  begin(): void {
    this.#owing ??= []
  }

  /** Ends it: whatever is owed is settled. */
  end(): void {
    const owing = this.#owing ?? []
    this.#owing = undefined
    for (const one of owing) one.settle()
  }

  /** Has somebody settle what it owes, once, at the end of the round or now. */
  owe(one: Owing): void {
    if (this.#owing === undefined) one.settle()
    else this.#owing.push(one)
  }
}
