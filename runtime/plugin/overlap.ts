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
 * better. Entries of one score name the same facts. They meet unless a fact has no value that fits both:
 * of two patterns it is decided exactly whether a text fits both; of two firmware ranges, whether they
 * share a version, and a range and a pattern are taken to meet; two serials never keep entries apart,
 * since a box has two. Keys belong to one family, so lists of them meet where one holds the other.
 */
export function overlapOf(a: readonly Match[], b: readonly Match[]): Overlap | undefined {
  for (const [entry, one] of a.entries()) {
    const score = knownScore(one)
    for (const [other, two] of b.entries()) {
      if (knownScore(two) === score && meet(one, two)) return { entry, other, score }
    }
  }
  return undefined
}

/** Entries are never changed, and each is compared with those of all other plugins. */
const scores = new WeakMap<Match, number>()

function knownScore(match: Match): number {
  const known = scores.get(match)
  if (known !== undefined) return known
  const score = scoreOf(match)
  scores.set(match, score)
  return score
}

const textFacts = ['vendor', 'model', 'station', 'path'] as const

function meet(a: Match, b: Match): boolean {
  for (const fact of textFacts) {
    const one = a[fact]
    const two = b[fact]
    if (one === undefined || two === undefined) continue
    if (!globsMeet(one, two)) return false
  }
  if (a.keys !== undefined && b.keys !== undefined && !keysMeet(a.keys, b.keys)) return false
  return (
    a.firmware === undefined || b.firmware === undefined || firmwaresMeet(a.firmware, b.firmware)
  )
}

function keysMeet(a: readonly string[], b: readonly string[]): boolean {
  const one = a.map((key) => key.toLowerCase())
  const two = b.map((key) => key.toLowerCase())
  return one.every((key) => two.includes(key)) || two.every((key) => one.includes(key))
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
  const asked = bounds.filter(({ operator }) => operator !== '<' && operator !== '<=')
  const lower: readonly Bound[] = [...asked, { operator: '>=', version: [0] }]
  const upper = bounds.filter(({ operator }) => operator !== '>' && operator !== '>=')
  return lower.every((low) =>
    upper.every((high) => {
      const order = compareVersions(low.version, high)
      const closed = low.operator !== '>' && high.operator !== '<'
      return order < 0 || (order === 0 && closed)
    }),
  )
}
