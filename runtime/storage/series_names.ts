import { type SharedList, SharedLists } from '../shared_lists.ts'

/** A series: one item of one device. */
export interface SeriesName {
  readonly id: number
  readonly address: string
  readonly key: string
}

/** Series of one device with ids that follow each other. */
export interface SeriesRun {
  /** Id of the first. */
  readonly first: number
  readonly address: string
  readonly keys: readonly string[]
}

/** Most lists of keys that devices have in common. */
const mostShared = 4096

/** A run that goes on, with keys that others have, too. */
interface Run extends Omit<SeriesRun, 'keys'> {
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

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#runs.length + this.#others.size === 0
  }

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
    for (const { first, address, keys } of this.runs()) {
      keys.forEach((key, i) => {
        all.set(first + i, { id: first + i, address, key })
      })
    }
    return [...all.values()].sort((a, b) => a.id - b.id)
  }

  /** All of them, those together whose ids follow each other; of the same id the last counts. */
  runs(): SeriesRun[] {
    const runs = this.#runs.map(({ first, address, keys }) => ({ first, address, keys: keys.all }))
    const others = [...this.#others.values()]
    return runs.concat(others.map(({ id, address, key }) => ({ first: id, address, keys: [key] })))
  }
}
