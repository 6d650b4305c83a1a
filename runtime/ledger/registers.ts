import { type Context, contexts, type Sample } from '../model.ts'

/** The register of imported energy at a moment. */
export interface Reading {
  /** ms since the epoch. */
  readonly at: number
  /** Wh. */
  readonly value: number
}

/** What the samples of a message say of the register. */
export interface Registers {
  /** In the order of time, at most one a moment. */
  readonly readings: readonly Reading[]
  /** What it was when the transaction began, Wh, where a sample says so. */
  readonly begin: number | undefined
  /** Whether there was one that no meter shows. */
  readonly odd: boolean
}

/** Full counters of 31 and 32 bits are what a broken meter shows (quirk M8). */
const broken = new Set([2147483647, 4294967295])

/** Whether a meter can show this, Wh. */
export function isPlausible(value: number): boolean {
  return value >= 0 && value <= 1e12 && !broken.has(value)
}

/**
 * The total register at every moment, else the sum of the registers of the phases (quirk M12); of two
 * of one moment that with the more telling context (quirk M6).
 */
export function registersOf(samples: readonly Sample[]): Registers {
  // Nearly all messages are of one moment.
  let latest: Moment | undefined
  let moments: Map<number, Moment> | undefined
  let begin: number | undefined
  let odd = false
  for (const sample of samples) {
    if (!isRegister(sample)) continue
    const { at, value, phase, context } = sample
    if (!isPlausible(value)) odd = true
    else if (context === 'Transaction.Begin') {
      if (phase === '') begin ??= value
    } else {
      let moment = latest?.at === at ? latest : moments?.get(at)
      if (moment === undefined) {
        moment = { at, total: undefined, rank: -1, sum: undefined }
        if (latest !== undefined) moments ??= new Map([[latest.at, latest]])
        moments?.set(at, moment)
      }
      latest = moment
      if (phase !== '') moment.sum = (moment.sum ?? 0) + value
      else if (rank(context) > moment.rank) {
        moment.total = value
        moment.rank = rank(context)
      }
    }
  }
  const readings: Reading[] = []
  const all = moments?.values() ?? (latest === undefined ? [] : [latest])
  for (const { at, total, sum } of all) {
    const value = total ?? sum
    if (value !== undefined) readings.push({ at, value })
  }
  if (readings.length > 1) readings.sort((a, b) => a.at - b.at)
  return { readings, begin, odd }
}

interface Moment {
  readonly at: number
  total: number | undefined
  rank: number
  sum: number | undefined
}

function rank(context: Context): number {
  return contexts.length - contexts.indexOf(context)
}

function isRegister({ measurand, location }: Sample): boolean {
  if (measurand !== 'Energy.Active.Import.Register') return false
  return location === '' || location === 'Outlet'
}
