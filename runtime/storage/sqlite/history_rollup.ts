import type { HistoryRollup } from '../history.ts'

type Cell = number | string | null

/** Ticks of an hour. */
const full = 36_000

/**
 * A rollup as a row without its series. What is as in an hour in which one value held throughout, as
 * in most, takes no room: `null` stands for the least value, or for a full hour.
 */
export function packRollup(rollup: HistoryRollup): Cell[] {
  const { hour, count, min, max, mean, covered, last } = rollup
  const unless = (value: number | null) => (value === min ? null : value)
  const isLeast = last === JSON.stringify(min)
  return [
    hour,
    count,
    min,
    unless(max),
    unless(mean),
    covered === full ? null : covered,
    isLeast ? null : last,
  ]
}

/** A rollup from its row. */
export function rollupFrom(row: readonly unknown[]): HistoryRollup {
  const [hour, count, min, max, mean, covered, last] = row
  const least = min === null ? null : Number(min)
  const number = (value: unknown) => (value === null ? least : Number(value))
  return {
    hour: Number(hour),
    count: Number(count),
    min: least,
    max: number(max),
    mean: number(mean),
    covered: covered === null ? full : Number(covered),
    last: last === null ? JSON.stringify(least) : String(last),
  }
}
