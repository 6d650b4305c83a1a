import { type SeriesRows, whole } from './series_rows.ts'

/** What a device is known by. */
export interface DeviceName {
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
  /** Of no other device of this process. */
  readonly number: number
}

/** Places to remember devices at first; always a power of two. */
const firstPlaces = 64

/**
 * Which series the items of each device have: a chain of rows, in the order in which the items were
 * first recorded. Items are told apart by a number that their key has for all devices.
 */
export class DeviceSeries {
  readonly #rows: SeriesRows
  /** The first series of each device, by address. */
  readonly #firsts = new Map<string, number>()
  /** Some of them by the lowest bits of the device's number: a look into the table of all takes long. */
  #addresses: string[] = []
  #remembered = new Int32Array(firstPlaces)

  constructor(rows: SeriesRows) {
    this.#rows = rows
  }

  /** The first series of a device; 0 = it has none. */
  first({ address, number }: DeviceName): number {
    const place = number & (this.#remembered.length - 1)
    if (this.#addresses[place] === address) return this.#remembered[place] ?? 0
    const first = this.#firsts.get(address) ?? 0
    if (first === 0) return 0
    this.#addresses[place] = address
    this.#remembered[place] = first
    return first
  }

  /** The series of the same device that comes after one, the first after the last. */
  after(series: number, first: number): number {
    return this.#rows.whole(series, whole.next) || first
  }

  /** The series of an item of a device, 0 = it has none; looked for from one of its series on. */
  find(item: number, first: number, from: number): number {
    if (first === 0) return 0
    let id = from
    do {
      if (this.#rows.whole(id, whole.item) === item) return id
      id = this.after(id, first)
    } while (id !== from)
    return 0
  }

  /** The series of an item, 0 = it has none. */
  of(address: string, item: number): number {
    const first = this.#firsts.get(address) ?? 0
    return this.find(item, first, first)
  }

  /** An item that had none has this series from now on. */
  add(address: string, item: number, series: number): void {
    const rows = this.#rows
    rows.make(series)
    rows.setWhole(series, whole.item, item)
    const first = this.#firsts.get(address)
    if (first === undefined) return this.#addFirst(address, series)
    let last = first
    while (rows.whole(last, whole.next) !== 0) last = rows.whole(last, whole.next)
    rows.setWhole(last, whole.next, series)
  }

  /** All devices that have series. */
  addresses(): Iterable<string> {
    return this.#firsts.keys()
  }

  /** The series of a device. */
  ids(address: string): readonly number[] {
    const ids: number[] = []
    for (let id = this.#firsts.get(address) ?? 0; id !== 0; id = this.#rows.whole(id, whole.next))
      ids.push(id)
    return ids
  }

  /** A device has no series any more. @returns those that it had */
  remove(address: string): readonly number[] {
    const ids = this.ids(address)
    for (const id of ids) this.#rows.clear(id)
    this.#firsts.delete(address)
    this.#addresses = []
    return ids
  }

  /** Calls a function with each series, and whose it is. */
  each(visit: (series: number, address: string, item: number) => void): void {
    for (const [address, first] of this.#firsts)
      for (let id = first; id !== 0; id = this.#rows.whole(id, whole.next))
        visit(id, address, this.#rows.whole(id, whole.item))
  }

  #addFirst(address: string, series: number): void {
    this.#firsts.set(address, series)
    if (this.#firsts.size * 2 <= this.#remembered.length) return
    this.#remembered = new Int32Array(this.#remembered.length * 2)
    this.#addresses = []
  }
}
