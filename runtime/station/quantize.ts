import { coreTraits, type Traits } from '../model.ts'
import type { LimitWish } from './control.ts'

type Bounds = Pick<Traits['control'], 'min' | 'max' | 'step' | 'allowed'>

/**
 * The largest limit the station takes that is not above the one asked for; 0 where there is none, for
 * what lies below the least current can only be a pause (quirks P7, P9).
 * @param perAmpere watts that an ampere stands for, for limits in W
 */
export function quantized(wish: LimitWish, control: Bounds, perAmpere: number): number {
  const { limit } = wish
  if (limit <= 0) return 0
  if (wish.limitUnit === 'A') return ampere(limit, control)
  if (takesAny(control)) return limit
  return Math.floor(ampere(limit / perAmpere, control) * perAmpere * 10 + 1e-6) / 10
}

function ampere(limit: number, { min, max, step, allowed }: Bounds): number {
  const bounded = Math.min(limit, max ?? limit)
  const stepped = Math.floor(bounded / step + 1e-6) * step
  const rounded = Math.round(stepped * 1000) / 1000
  const taken = allowed === null ? rounded : Math.max(0, ...allowed.filter((one) => one <= rounded))
  return taken < min ? 0 : taken
}

/** A station that takes any current takes any power, without the detour that would round it. */
function takesAny({ min, max, step, allowed }: Bounds): boolean {
  return min === 0 && max === null && allowed === null && step === coreTraits.control.step
}
