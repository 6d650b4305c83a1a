import { readPointStream } from './point_stream.ts'
import { encodePoints, type TickPoint } from './points.ts'

/** One hour of a series, over or not yet; what it has of points is packed until somebody looks at it. */
export class SeriesHour {
  readonly series: number
  /** Hours since the epoch. */
  readonly hour: number
  readonly #points: TickPoint | Uint8Array | undefined

  /** @param points a single one, several as bytes for {@link readPointStream}, or none */
  constructor(
    { series, hour }: { readonly series: number; readonly hour: number },
    points: TickPoint | Uint8Array | undefined,
  ) {
    this.series = series
    this.hour = hour
    this.#points = points
  }

  /** Whether nothing was recorded in it. */
  get isEmpty(): boolean {
    return this.#points === undefined
  }

  /** Its points in order of time, made anew each time. */
  points(): readonly TickPoint[] {
    const points = this.#points
    if (points === undefined) return []
    return points instanceof Uint8Array ? readPointStream(points) : [points]
  }

  /** All of it as bytes for `decodePoints`. */
  pack(): Uint8Array {
    return encodePoints(this.points())
  }
}
