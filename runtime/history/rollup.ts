import type { ItemValue } from '../model.ts'
import type { TickPoint } from './points.ts'
import { ticksPerHour } from './time.ts'

/** What is left of an hour when its points are gone. */
export interface Rollup {
  /** Points recorded. */
  readonly count: number
  /** Of the numbers that held in it; `null` when none did. */
  readonly min: number | null
  readonly max: number | null
  /** By how long each of them held; `null` when none did. */
  readonly mean: number | null
  /** Ticks for which a number held. */
  readonly covered: number
  /** The last value that was known in it. */
  readonly last: ItemValue | null
}

/** A rollup of nothing. */
export const noRollup: Rollup = {
  count: 0,
  min: null,
  max: null,
  mean: null,
  covered: 0,
  last: null,
}

/** Rolls up the points of an hour, in order of time, as far as `end`, a tick. */
export function rollUp(points: readonly TickPoint[], end: number = ticksPerHour): Rollup {
  let { count, min, max, covered, last } = noRollup
  let sum = 0
  for (const [index, { tick, value }] of points.entries()) {
    count++
    if (value !== null) last = value
    if (typeof value !== 'number') continue
    const length = Math.max(0, (points[index + 1]?.tick ?? end) - tick)
    min = Math.min(min ?? value, value)
    max = Math.max(max ?? value, value)
    covered += length
    sum += value * length
  }
  const mean = covered > 0 ? sum / covered : typeof last === 'number' ? last : null
  return { count, min, max, mean, covered, last }
}
