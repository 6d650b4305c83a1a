import { SharedTexts } from '../../shared_texts.ts'

/** A series: one item of one device. */
export interface SeriesName {
  readonly id: number
  readonly address: string
  readonly key: string
}

/** The names of series by their ids, which are dense: each text is kept once, as there are many series. */
export class SeriesNames {
  readonly #addresses: string[] = []
  readonly #keys: string[] = []
  readonly #shared = new SharedTexts(1024)

  /** Takes the place of the one with this id. */
  set({ id, address, key }: SeriesName): void {
    // Those of one device mostly come one after the other.
    const before = this.#addresses[id - 1]
    this.#addresses[id] = before === address ? before : address
    this.#keys[id] = this.#shared.of(key)
  }

  /** All of them, in the order of their ids. */
  list(): SeriesName[] {
    const list: SeriesName[] = []
    this.#keys.forEach((key, id) => {
      list.push({ id, address: this.#addresses[id] ?? '', key })
    })
    return list
  }
}
