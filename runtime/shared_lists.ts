/** A list that many have in common. */
export interface SharedList<T> {
  readonly all: readonly T[]
  /** The same list with one more. */
  with(one: T): SharedList<T>
}

/** Keeps lists that grow one by one in one place: of the same things in the same order there is one. */
export class SharedLists<T> {
  /** The empty one, with which every list begins. */
  readonly none: SharedList<T>
  #room: number

  /** @param most lists that are shared; others are lists of their own */
  constructor(most: number) {
    this.#room = most
    this.none = new Shared([], () => this.#take())
  }

  #take(): boolean {
    if (this.#room === 0) return false
    this.#room -= 1
    return true
  }
}

class Shared<T> implements SharedList<T> {
  readonly all: readonly T[]
  readonly #take: () => boolean
  /** Those that go on from this one. */
  #longer: Map<T, Shared<T>> | undefined

  constructor(all: readonly T[], take: () => boolean) {
    this.all = all
    this.#take = take
  }

  with(one: T): Shared<T> {
    const known = this.#longer?.get(one)
    if (known !== undefined) return known
    const longer = new Shared([...this.all, one], this.#take)
    if (!this.#take()) return longer
    this.#longer ??= new Map()
    this.#longer.set(one, longer)
    return longer
  }
}
