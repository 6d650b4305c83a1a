import { SharedLists } from '../shared_lists.ts'

/** Lists of names that are kept once, and the longest name that may be in one. */
const most = 4096
const longest = 64

const { none: noNames } = new SharedLists<string>(most, ({ length }) => length <= longest)
const noValues: readonly never[] = []

/** How something given becomes a value, and under which name. */
export interface Naming<G, V> {
  nameOf(given: G): string
  /** `before` is what has the name by then. */
  valueFor(given: G, before: V | undefined): V
}

/**
 * Values by name, in the order in which the names came. Where many have the same names those are kept
 * once, and each has only its values: a table for each would take several times as much.
 */
export class NamedValues<V> implements Iterable<[name: string, value: V]> {
  #names = noNames
  #values: readonly V[] = noValues

  has(name: string): boolean {
    return this.#names.indexOf(name) >= 0
  }

  get(name: string): V | undefined {
    const at = this.#names.indexOf(name)
    return at < 0 ? undefined : this.#values[at]
  }

  set(name: string, value: V): void {
    this.setAll([value], { nameOf: () => name, valueFor: (given) => given })
  }

  /** Sets many, one after the other. */
  setAll<G>(all: readonly G[], { nameOf, valueFor }: Naming<G, V>): void {
    let names = this.#names
    const values = [...this.#values]
    const places = new Map(names.all.map((name, i) => [name, i]))
    for (const given of all) {
      const name = nameOf(given)
      const at = places.get(name)
      if (at !== undefined) {
        values[at] = valueFor(given, values[at])
        continue
      }
      places.set(name, values.length)
      values.push(valueFor(given, undefined))
      names = names.with(name)
    }
    this.#names = names
    // One that was added to has room for more.
    this.#values = values.slice()
  }

  values(): readonly V[] {
    return this.#values
  }

  *[Symbol.iterator](): Iterator<[name: string, value: V]> {
    const names = this.#names.all
    for (const [i, value] of this.#values.entries()) yield [names[i] ?? '', value]
  }
}
