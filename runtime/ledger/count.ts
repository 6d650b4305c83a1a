import type { Reading } from './registers.ts'
import { isSteep, type Step, stepBetween } from './step.ts'

/** A reading that is kept, and changed in place: most messages bring a new last one. */
type Kept = { -readonly [K in keyof Reading]: Reading[K] }

/** A stretch of time in which a register counted without a break. */
export interface Stretch {
  readonly first: Kept
  readonly last: Kept
  /** The reading before the last, by which a spike is told. */
  previous?: Kept | undefined
  /** What lies between the stretch before and this one; absent at the first. */
  after?: Step | undefined
}

/**
 * The readings of a register, in the order of time, of which only those are kept that the energy
 * depends on; folding them in another order gives the same.
 */
export interface Count {
  readonly stretches: Stretch[]
  /** Wh of stretches that are no longer kept. */
  base: number
  /** Whether a reading was left out that the ones around it disprove. */
  spiked: boolean
}

/** Most stretches kept; a register that breaks more often is broken. */
const mostStretches = 64

/** A clock that is ahead by more is not believed, and so cannot be set back by more, ms. */
export const mostSetBack = 360_000

/** No reading yet. */
export function newCount(): Count {
  return { stretches: [], base: 0, spiked: false }
}

/**
 * Takes a reading, in place.
 * @returns `false` when what is kept does not tell what it means: all must be counted anew, in order
 */
export function countReading(count: Count, reading: Reading): boolean {
  const last = count.stretches.at(-1)
  if (last === undefined) count.stretches.push(stretchOf(reading))
  else if (reading.at > last.last.at) append(count, last, reading)
  else return insert(count, reading)
  return true
}

/**
 * Counts readings in the order of time; but in that in which they are given, which is that of their
 * receipt, where only so the register goes straight on: the clock of the station was set back a little.
 * What comes again counts where it came first.
 */
export function countAll(all: readonly Reading[]): Count {
  const readings = distinct(all)
  const ordered = [...readings].sort((a, b) => a.at - b.at || a.value - b.value)
  const count = countInOrder(ordered)
  if (isStraight(count) || setBack(readings) > mostSetBack) return count
  const asReceived = countInOrder(readings)
  return isStraight(asReceived) ? asReceived : count
}

function distinct(readings: readonly Reading[]): readonly Reading[] {
  const first = new Map<string, Reading>()
  for (const reading of readings) {
    const key = `${reading.at} ${reading.value}`
    if (!first.has(key)) first.set(key, reading)
  }
  return [...first.values()]
}

function isStraight({ stretches, spiked }: Count): boolean {
  return stretches.length <= 1 && !spiked
}

/** How far, at most, times go back in the order of receipt, ms. */
function setBack(readings: readonly Reading[]): number {
  let latest = Number.NEGATIVE_INFINITY
  let most = 0
  for (const { at } of readings) {
    most = Math.max(most, latest - at)
    latest = Math.max(latest, at)
  }
  return most
}

function countInOrder(readings: readonly Reading[]): Count {
  const count = newCount()
  for (const reading of readings) {
    const last = count.stretches.at(-1)
    if (last === undefined) count.stretches.push(stretchOf(reading))
    else append(count, last, reading)
  }
  return count
}

function append(count: Count, last: Stretch, reading: Reading): void {
  const { stretches } = count
  const before = stretches.at(-2)
  if (before !== undefined && isStray(before, last, reading)) {
    stretches.pop()
    count.spiked = true
    return extend(before, reading)
  }
  const step = stepBetween(last.last, reading)
  if (step.kind === 'on') return extend(last, reading)
  if (step.kind === 'reset' && isSpike(last, reading)) {
    keep(last.last, reading)
    count.spiked = true
    return
  }
  stretches.push(stretchOf(reading, step))
  const [oldest, next] = stretches
  if (stretches.length <= mostStretches || oldest === undefined || next === undefined) return
  count.base += energyOf(oldest)
  stretches.shift()
}

/** Whether a stretch is but one reading, without which the register goes straight on. */
function isStray(before: Stretch, alone: Stretch, reading: Reading): boolean {
  const { kind } = alone.after ?? {}
  if (!isLone(alone) || (kind !== 'reset' && kind !== 'leap')) return false
  return reading.value >= before.last.value && stepBetween(before.last, reading).kind === 'on'
}

/** Whether the last reading was one that stands out between the one before it and this one. */
function isSpike({ last, previous }: Stretch, reading: Reading): boolean {
  if (previous === undefined || reading.value < previous.value) return false
  return isSteep(previous, last) && !isSteep(previous, reading)
}

function stretchOf(reading: Reading, after?: Step): Stretch {
  const stretch = { first: { ...reading }, last: { ...reading } }
  return after === undefined ? stretch : { ...stretch, after }
}

function extend(stretch: Stretch, reading: Reading): void {
  const { last } = stretch
  if (stretch.previous === undefined) stretch.previous = { ...last }
  else keep(stretch.previous, last)
  keep(last, reading)
}

function keep(kept: Kept, { at, value }: Reading): void {
  kept.at = at
  kept.value = value
}

/** Takes a reading that is not later than all others. */
function insert({ stretches, spiked }: Count, reading: Reading): boolean {
  const index = stretches.findLastIndex(({ first }) => first.at <= reading.at)
  const stretch = stretches[index]
  const next = stretches[index + 1]
  if (stretch !== undefined && isKnown(stretch, reading)) return true
  // What was left out may not have been wrong.
  if (spiked) return false
  if (stretch !== undefined && reading.at <= stretch.last.at) {
    // Higher than all there is, though earlier: the clock of the station was set back.
    const last = stretches.at(-1)
    const isHigher = last !== undefined && reading.value >= last.last.value
    if (!isHigher || last.last.at - reading.at > mostSetBack) return false
    extend(last, { at: last.last.at, value: reading.value })
    return true
  }
  if (stretch !== undefined && reading.value >= stretch.last.value) {
    if (stepBetween(stretch.last, reading).kind !== 'on') return false
    extend(stretch, reading)
    if (next !== undefined) next.after = stepBetween(reading, next.first)
    return next === undefined || next.after?.kind !== 'on'
  }
  if (next === undefined || reading.value > next.first.value) return false
  if (stepBetween(reading, next.first).kind !== 'on') return false
  keep(next.first, reading)
  if (stretch !== undefined) next.after = stepBetween(stretch.last, reading)
  return stretch === undefined || next.after?.kind !== 'on'
}

function isKnown({ first, last, previous }: Stretch, { at, value }: Reading): boolean {
  return [first, last, previous].some((known) => known?.at === at && known.value === value)
}

/** Whether it is a single reading. */
export function isLone({ first, last }: Stretch): boolean {
  return first.at === last.at && first.value === last.value
}

/** Wh counted in a stretch and on the way to it. */
export function energyOf({ first, last, after }: Stretch): number {
  return Math.max(0, last.value - first.value) + (after?.energy ?? 0)
}
