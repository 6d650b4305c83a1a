import type { ItemValue } from '../model.ts'
import { BytePages } from './byte_pages.ts'
import { PointWriter } from './point_stream.ts'
import { type SeriesRows, which, whole } from './series_rows.ts'
import { tickOf } from './time.ts'

/** The points of hours that are open and have several, as bytes in pages that all series share. */
export class OpenPoints {
  readonly #rows: SeriesRows
  readonly #pages = new BytePages()
  readonly #writer = new PointWriter()

  constructor(rows: SeriesRows) {
    this.#rows = rows
  }

  /** Bytes of memory that are taken. */
  get size(): number {
    return this.#pages.size
  }

  /** Whether a series has several points. */
  has(id: number): boolean {
    return this.#rows.whole(id, whole.head) !== 0
  }

  /** Adds a point to a series, of which the row still tells the last one. */
  add(id: number, tick: number, value: ItemValue | null): void {
    const rows = this.#rows
    const writer = this.#writer
    const last = tickOf(rows.time(id))
    if (this.has(id)) {
      writer.after(last, rows.number(id, which.recorded), rows.decimals(id))
      writer.add(tick, value)
      const end = this.#pages.append(rows.whole(id, whole.end), writer.written)
      rows.setWhole(id, whole.end, end)
    } else {
      writer.after(0, Number.NaN, 0)
      writer.add(last, rows.value(id, which.recorded))
      writer.add(tick, value)
      const head = this.#pages.begin()
      rows.setWhole(id, whole.head, head)
      rows.setWhole(id, whole.end, this.#pages.first(head, writer.written))
    }
    rows.setDecimals(id, writer.decimals)
  }

  /** All points of a series that has several, for `readPointStream`. */
  bytes(id: number): Uint8Array {
    return this.#pages.read(this.#rows.whole(id, whole.head), this.#rows.whole(id, whole.end))
  }

  /** Forgets the points of a series. */
  drop(id: number): void {
    if (!this.has(id)) return
    this.#pages.end(this.#rows.whole(id, whole.head))
    this.#rows.setWhole(id, whole.head, 0)
  }
}
