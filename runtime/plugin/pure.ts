import { seededRandom } from './random.ts'

// A plugin may replace these for itself, but not here.
const { stringify } = JSON
const RealDate = Date

/** What a call of a hook depends on. */
export interface Moment {
  /** ms since the epoch. */
  readonly now: number
  /** What random numbers are made from, where any are asked for. */
  readonly seed: readonly unknown[]
}

/**
 * Runs what must depend on nothing but what it is given: while it runs, `Date` stands still and
 * `Math.random` gives the same numbers for the same seed. It must be synchronous.
 */
export function purely<T>(moment: Moment, act: () => T): T {
  const { random } = Math
  const outer = globalThis.Date
  now = moment.now
  globalThis.Date = StillDate
  Math.random = randomOf(moment.seed)
  try {
    return act()
  } finally {
    globalThis.Date = outer
    Math.random = random
  }
}

let now = 0
const readNow = () => now

/** `Date`, but for the present, which is `now`. */
const StillDate = new Proxy(RealDate, {
  apply: () => new RealDate(now).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now] : args, newTarget),
  get: (target, name) => (name === 'now' ? readNow : Reflect.get(target, name)),
})

/** Hashing costs more than most hooks, and few want a number. */
function randomOf(seed: readonly unknown[]): () => number {
  let random: (() => number) | undefined
  return () => {
    random ??= seededRandom(textOf(seed))
    return random()
  }
}

/** A hook may have made something of its arguments that JSON cannot say. */
function textOf(seed: readonly unknown[]): string {
  try {
    return stringify(seed)
  } catch {
    return ''
  }
}
