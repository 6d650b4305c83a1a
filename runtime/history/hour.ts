import { decodePoints, encodePoints, type TickPoint } from './points.ts'

/** One hour of a series, over or not yet; most of it is packed until somebody looks at it. */
export class SeriesHour {
  readonly series: number
  /** Hours since the epoch. */
  readonly hour: number
  readonly #packed: readonly Uint8Array[]
  readonly #rest: readonly TickPoint[]

  constructor(
    { series, hour }: { readonly series: number; readonly hour: number },
    parts: { readonly packed: readonly Uint8Array[]; readonly rest: readonly TickPoint[] },
  ) {
    this.series = series
    this.hour = hour
    this.#packed = parts.packed
    this.#rest = parts.rest
  }

  /** Whether nothing was recorded in it. */
  get isEmpty(): boolean {
    return this.#packed.length === 0 && this.#rest.length === 0
  }

  /** Its points in order of time, made anew each time. */
  points(): readonly TickPoint[] {
    return [...this.#packed.flatMap(decodePoints), ...this.#rest]
  }

  /** All of it as bytes for {@link decodePoints}. */
  pack(): Uint8Array {
    const parts =
      this.#rest.length === 0 ? this.#packed : [...this.#packed, encodePoints(this.#rest)]
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }
}
