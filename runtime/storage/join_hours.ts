import { Buffer } from 'node:buffer'
import type { HistoryHour } from './history.ts'

const ticksPerHour = 36_000

/**
 * Two parts of one hour, which a clock that was set back makes two of, as one; `b` is the later one.
 * After a crash the same part may come twice.
 */
export function joinHours(a: HistoryHour, b: HistoryHour): HistoryHour {
  if (a.data === b.data) return b
  const weight = a.covered + b.covered
  const sum = (a.mean ?? 0) * a.covered + (b.mean ?? 0) * b.covered
  return {
    series: b.series,
    hour: b.hour,
    count: a.count + b.count,
    min: least(Math.min, a.min, b.min),
    max: least(Math.max, a.max, b.max),
    mean: weight > 0 ? sum / weight : (b.mean ?? a.mean),
    covered: Math.min(ticksPerHour, weight),
    last: b.last === 'null' ? a.last : b.last,
    data: joinBytes(a.data, b.data),
  }
}

function least(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b)
}

function joinBytes(a: string, b: string): string {
  return Buffer.concat([Buffer.from(a, 'base64'), Buffer.from(b, 'base64')]).toString('base64')
}
