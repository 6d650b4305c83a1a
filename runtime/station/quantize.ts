import type { Traits } from '../model.ts'
import type { LimitWish } from './control.ts'

/**
 * The largest limit the station takes that is not above the one asked for; 0 where there is none, for
 * what lies below the least current can only be a pause (quirks P7, P9).
 */
export function quantized(wish: LimitWish, control: Traits['control']): number {
  const { limit } = wish
  if (limit <= 0) return 0
  if (wish.limitUnit === 'W') return limit
  const bounded = Math.min(limit, control.max ?? limit)
  const stepped = Math.floor(bounded / control.step + 1e-6) * control.step
  const rounded = Math.round(stepped * 1000) / 1000
  const { allowed } = control
  const taken =
    allowed === null ? rounded : Math.max(0, ...allowed.filter((ampere) => ampere <= rounded))
  return taken < control.min ? 0 : taken
}
