/** A list that many have in common. */
export interface SharedList<T> {
  readonly all: readonly T[]
  /** The first place of something; -1 = it is not in it. */
  indexOf(one: T): number
  /** The same list with one more. */
  with(one: T): SharedList<T>
}

/** In a longer list places are remembered: a search would take too long. */
const searched = 8
/** What a longer list is not likely to have in common with others, while each takes more room. */
const longest = 256

/**
 * Keeps lists that grow one by one in one place: of the same things in the same order there is one.
 * They stay for ever, unlike those who had them.
 */
export class SharedLists<T> {
  /** The empty one, with which every list begins. */
  readonly none: SharedList<T>
  readonly #isCommon: (one: T) => boolean
  #room: number

  /**
   * @param most lists that are shared; others are lists of their own
   * @param isCommon whether a list with this in it may be shared; by default any may
   */
  constructor(most: number, isCommon: (one: T) => boolean = () => true) {
    this.#room = most
    this.#isCommon = isCommon
    this.none = new Shared([], (all, one) => this.#take(all, one))
  }

  #take(all: readonly T[], one: T): boolean {
    if (this.#room === 0 || all.length >= longest || !this.#isCommon(one)) return false
    this.#room -= 1
    return true
  }
}

/** Whether a list that goes on from another one with this is shared. */
type Take<T> = (all: readonly T[], one: T) => boolean

const never = () => false

class Shared<T> implements SharedList<T> {
  readonly all: readonly T[]
  readonly #take: Take<T>
  /** Those that go on from this one. */
  #longer: Map<T, Shared<T>> | undefined
  #places: Map<T, number> | undefined

  constructor(all: readonly T[], take: Take<T>) {
    this.all = all
    this.#take = take
  }

  indexOf(one: T): number {
    if (this.all.length <= searched) return this.all.indexOf(one)
    this.#places ??= placesOf(this.all)
    return this.#places.get(one) ?? -1
  }

  with(one: T): Shared<T> {
    const known = this.#longer?.get(one)
    if (known !== undefined) return known
    const isShared = this.#take(this.all, one)
    const longer = new Shared([...this.all, one], isShared ? this.#take : never)
    if (!isShared) return longer
    this.#longer ??= new Map()
    this.#longer.set(one, longer)
    return longer
  }
}

function placesOf<T>(all: readonly T[]): Map<T, number> {
  const places = new Map<T, number>()
  for (const [i, one] of all.entries()) if (!places.has(one)) places.set(one, i)
  return places
}
