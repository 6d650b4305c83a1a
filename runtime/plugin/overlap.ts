import { type Bound, boundsOf, compareVersions, globFits, isRange } from '../match_text.ts'
import { scoreOf } from './match.ts'
import type { Match } from './plugin.ts'

/** Two entries between which no score can decide. */
export interface Overlap {
  readonly entry: number
  readonly other: number
  readonly score: number
}

/**
 * Whether some station could fit both lists by entries of the same score, so that neither would be
 * better. Two entries meet unless a fact that both name has no value that fits both; what only one of
 * them names, or lists of keys, never keeps them apart. Of two patterns for one fact, each with `*` or
 * without, it is decided exactly whether a text fits both; of two firmware ranges, whether they share
 * a version; a range and a pattern are taken to meet.
 */
export function overlapOf(a: readonly Match[], b: readonly Match[]): Overlap | undefined {
  for (const [entry, one] of a.entries()) {
    const score = scoreOf(one)
    for (const [other, two] of b.entries()) {
      if (scoreOf(two) === score && meet(one, two)) return { entry, other, score }
    }
  }
  return undefined
}

const textFacts = ['vendor', 'model', 'serial', 'station', 'path'] as const

function meet(a: Match, b: Match): boolean {
  for (const fact of textFacts) {
    const one = a[fact]
    const two = b[fact]
    // A box has two serial numbers, so two patterns may fit one each.
    if (fact === 'serial' || one === undefined || two === undefined) continue
    if (!globsMeet(one, two)) return false
  }
  return (
    a.firmware === undefined || b.firmware === undefined || firmwaresMeet(a.firmware, b.firmware)
  )
}

/** Whether a text fits both patterns. */
export function globsMeet(a: string, b: string): boolean {
  const left = a.toLowerCase()
  const right = b.toLowerCase()
  // A fact that is not said fits no pattern but the empty one.
  if (left === '' || right === '') return left === right
  if (!left.includes('*')) return globFits(right, left)
  if (!right.includes('*')) return globFits(left, right)
  // Between the fixed beginnings and ends both can have anything, such as each other's middle.
  const [startA = '', startB = ''] = [left.split('*')[0], right.split('*')[0]]
  const [endA = '', endB = ''] = [left.split('*').at(-1), right.split('*').at(-1)]
  return (
    (startA.startsWith(startB) || startB.startsWith(startA)) &&
    (endA.endsWith(endB) || endB.endsWith(endA))
  )
}

function firmwaresMeet(a: string, b: string): boolean {
  if (isRange(a) && isRange(b)) return rangesMeet([...boundsOf(a), ...boundsOf(b)])
  if (isRange(a) || isRange(b)) return true
  return globsMeet(open(a), open(b))
}

/** A pattern without `*` is the beginning of a firmware. */
function open(pattern: string): string {
  return pattern.includes('*') ? pattern : `${pattern}*`
}

/** Whether a version is within all bounds: versions are dense, since `1.2.1` lies between `1.2` and `1.3`. */
function rangesMeet(bounds: readonly Bound[]): boolean {
  const lower = bounds.filter(({ operator }) => operator !== '<' && operator !== '<=')
  const upper = bounds.filter(({ operator }) => operator !== '>' && operator !== '>=')
  return lower.every((low) =>
    upper.every((high) => {
      const order = compareVersions(low.version, high)
      const closed = low.operator !== '>' && high.operator !== '<'
      return order < 0 || (order === 0 && closed)
    }),
  )
}
