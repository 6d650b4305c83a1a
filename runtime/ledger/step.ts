import type { Reading } from './registers.ts'

/** How a register got from one reading to the next. */
export type Step =
  /** It counted; a small fall is rounding. */
  | { readonly kind: 'on'; readonly energy: number }
  /** It overflowed. */
  | { readonly kind: 'wrap'; readonly energy: number }
  /** It began anew: what was counted between the readings, nobody knows. */
  | { readonly kind: 'reset'; readonly energy: 0 }
  /** No wallbox gives that much in that time: one of the readings is wrong. */
  | { readonly kind: 'leap'; readonly energy: 0 }

/** Falls up to this are rounding, Wh (quirk M9). */
const rounding = 100
/** Where registers overflow, Wh. */
const overflows = [1e6, 1e7, 1e8, 1e9, 2 ** 31, 2 ** 32]
const perHour = 3_600_000
/** No wallbox gives more, W and Wh; the latter since times may be those of a late delivery. */
const most = { power: 1_000_000, slack: 500_000 }
/** What one that is in use may give, W and Wh. */
const usual = { power: 400_000, slack: 1000 }

/** Judges what lies between two readings, the later one second. */
export function stepBetween(before: Reading, after: Reading): Step {
  const energy = after.value - before.value
  if (energy >= 0) {
    return isWithin(most, energy, before, after)
      ? { kind: 'on', energy }
      : { kind: 'leap', energy: 0 }
  }
  if (-energy <= rounding && after.value >= before.value / 2) return { kind: 'on', energy }
  for (const end of overflows) {
    const carried = end - before.value + after.value
    if (before.value <= end && isWithin(usual, carried, before, after)) {
      return { kind: 'wrap', energy: carried }
    }
  }
  return { kind: 'reset', energy: 0 }
}

/** Whether the register rose faster than a wallbox in use lets it. */
export function isSteep(before: Reading, after: Reading): boolean {
  return !isWithin(usual, after.value - before.value, before, after)
}

function isWithin(
  { power, slack }: typeof most,
  energy: number,
  { at: from }: Reading,
  { at: to }: Reading,
): boolean {
  return energy <= slack + (power * Math.max(0, to - from)) / perHour
}
