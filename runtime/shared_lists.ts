/** A list that many have in common. */
export interface SharedList<T> {
  readonly all: readonly T[]
  /** The first place of something; -1 = it is not in it. */
  indexOf(one: T): number
  /** The same list with one more; what is not shared is copied for it. */
  with(one: T): SharedList<T>
}

/** Length up to which lists are shared: a longer one is not likely to be that of others, too. */
export const longestShared = 256
/** In a longer list places are remembered: a search would take too long. */
const searched = 8

/**
 * Keeps lists that grow one by one in one place: of the same things in the same order there is one.
 * When there is no room for another all are let go, and those that begin from then on are shared: who
 * makes up lists takes that from others for a while, not for ever, and what nobody has takes no room.
 */
export class SharedLists<T> {
  /** The empty one, with which every list begins. */
  readonly none: SharedList<T>
  readonly #none: Shared<T>
  readonly #most: number
  readonly #isCommon: (one: T) => boolean
  /** The lists that are shared, each with those that go on from it. A list itself leads to no other. */
  #shared = new Map<Shared<T>, Map<T, Shared<T>>>()

  /**
   * @param most lists that are shared at a time
   * @param isCommon whether a list with this in it may be shared; by default any may
   */
  constructor(most: number, isCommon: (one: T) => boolean = () => true) {
    this.#most = most
    this.#isCommon = isCommon
    this.#none = new Shared<T>([], (list, one) => this.#longer(list, one))
    this.none = this.#none
    this.#begin()
  }

  #begin(): void {
    this.#shared = new Map([[this.#none, new Map()]])
  }

  #longer(list: Shared<T>, one: T): Shared<T> {
    const known = this.#shared.get(list)?.get(one)
    if (known !== undefined) return known
    const longer = list.copyWith(one)
    if (list.all.length >= longestShared || !this.#isCommon(one)) return longer
    // The empty list is there, too.
    if (this.#shared.size > this.#most) this.#begin()
    const others = this.#shared.get(list)
    if (others === undefined || this.#most === 0) return longer
    others.set(one, longer)
    this.#shared.set(longer, new Map())
    return longer
  }
}

class Shared<T> implements SharedList<T> {
  readonly all: readonly T[]
  readonly #longer: (list: Shared<T>, one: T) => Shared<T>
  #places: Map<T, number> | undefined

  constructor(all: readonly T[], longer: (list: Shared<T>, one: T) => Shared<T>) {
    this.all = all
    this.#longer = longer
  }

  indexOf(one: T): number {
    if (this.all.length <= searched) return this.all.indexOf(one)
    this.#places ??= placesOf(this.all)
    return this.#places.get(one) ?? -1
  }

  with(one: T): Shared<T> {
    return this.#longer(this, one)
  }

  /** A list of its own. */
  copyWith(one: T): Shared<T> {
    return new Shared([...this.all, one], this.#longer)
  }
}

function placesOf<T>(all: readonly T[]): Map<T, number> {
  const places = new Map<T, number>()
  for (const [i, one] of all.entries()) if (!places.has(one)) places.set(one, i)
  return places
}
