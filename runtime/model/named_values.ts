import { longestShared, type SharedList, SharedLists } from '../shared_lists.ts'

/** Most names: what comes beyond is left out, since a station that makes up names never ends. */
const most = 10_000
/** Names of usual length: others are those of one alone. */
const longestName = 64

const { none: noNames } = new SharedLists<string>(4096)
const noValues: readonly never[] = []

/** How something given becomes a value, and under which name. */
export interface Naming<G, V> {
  nameOf(given: G): string
  /** `before` is what has the name by then. */
  valueFor(given: G, before: V | undefined): V
}

/**
 * Values by name, in the order in which the names came; at most 10,000. Where many have the same names
 * those are kept once, and each has only its values: a table for each would take several times as much.
 */
export class NamedValues<V> implements Iterable<[name: string, value: V]> {
  #names: SharedList<string>
  #values: readonly V[] = noValues
  /** The table of one with names that others are not likely to have; then the lists are empty. */
  #own: Map<string, V> | undefined

  /** @param names the empty list with which names that are shared begin */
  constructor(names: SharedList<string> = noNames) {
    this.#names = names
  }

  /** Whether what has a new name is left out. */
  get isFull(): boolean {
    return this.#own !== undefined && this.#own.size >= most
  }

  has(name: string): boolean {
    return this.#own?.has(name) ?? this.#names.indexOf(name) >= 0
  }

  get(name: string): V | undefined {
    if (this.#own !== undefined) return this.#own.get(name)
    const at = this.#names.indexOf(name)
    return at < 0 ? undefined : this.#values[at]
  }

  set(name: string, value: V): void {
    this.setAll([value], { nameOf: () => name, valueFor: (given) => given })
  }

  /** Sets many, one after the other. */
  setAll<G>(all: readonly G[], { nameOf, valueFor }: Naming<G, V>): void {
    const known = this.#names.all.length
    const table = this.#own ?? new Map(this)
    for (const given of all) {
      const name = nameOf(given)
      const isTaken = table.size < most || table.has(name)
      if (isTaken) table.set(name, valueFor(given, table.get(name)))
    }
    if (this.#own !== undefined) return
    const added = [...table.keys()].slice(known)
    if (table.size > longestShared || added.some(({ length }) => length > longestName)) {
      this.#own = table
      this.#names = noNames
      this.#values = noValues
      return
    }
    for (const name of added) this.#names = this.#names.with(name)
    // One that was added to has room for more.
    this.#values = [...table.values()].slice()
  }

  values(): Iterable<V> {
    return this.#own?.values() ?? this.#values
  }

  *[Symbol.iterator](): Iterator<[name: string, value: V]> {
    if (this.#own !== undefined) return yield* this.#own
    const names = this.#names.all
    for (const [i, value] of this.#values.entries()) yield [names[i] ?? '', value]
  }
}
