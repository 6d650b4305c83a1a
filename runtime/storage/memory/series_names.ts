import { type SharedList, SharedLists } from '../../shared_lists.ts'

/** A series: one item of one device. */
export interface SeriesName {
  readonly id: number
  readonly address: string
  readonly key: string
}

/** Most lists of keys that devices have in common. */
const mostShared = 4096

/** Series of one device with ids that follow each other. */
interface Run {
  /** Id of the first. */
  readonly first: number
  readonly address: string
  keys: SharedList<string>
}

/**
 * The names of series by their ids, which are dense. Those of one device mostly come one after the other,
 * and devices of one kind have the same keys, so that of each device little more is kept than its address.
 */
export class SeriesNames {
  readonly #lists = new SharedLists<string>(mostShared)
  readonly #runs: Run[] = []
  /** Those that came out of turn. */
  readonly #others = new Map<number, SeriesName>()

  /** Takes the place of the one with this id. */
  set({ id, address, key }: SeriesName): void {
    const last = this.#runs.at(-1)
    const next = last === undefined ? 0 : last.first + last.keys.all.length
    if (id < next) this.#others.set(id, { id, address, key })
    else if (id === next && last?.address === address) last.keys = last.keys.with(key)
    else this.#runs.push({ first: id, address, keys: this.#lists.none.with(key) })
  }

  /** All of them, in the order of their ids. */
  list(): SeriesName[] {
    const all = new Map<number, SeriesName>()
    for (const { first, address, keys } of this.#runs) {
      keys.all.forEach((key, i) => {
        all.set(first + i, { id: first + i, address, key })
      })
    }
    for (const [id, name] of this.#others) all.set(id, name)
    return [...all.values()].sort((a, b) => a.id - b.id)
  }
}
