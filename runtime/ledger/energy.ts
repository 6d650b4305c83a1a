import { type Count, energyOf, isLone } from './count.ts'
import type { Reading } from './registers.ts'
import { type Step, stepBetween } from './step.ts'

/** The energy of a transaction. */
export interface Sum {
  /** Wh, never below 0; `undefined` when nothing is known of the register. */
  readonly energy: number | undefined
  /** Ways in which its register did not simply count on. */
  readonly breaks: ReadonlySet<Exclude<Step['kind'], 'on'>>
}

/** Adds up what was counted, from the register at the start to that at the end as far as they are known. */
export function sumOf(
  { stretches, base, spiked }: Count,
  { start, end }: { readonly start?: Reading | undefined; readonly end?: Reading | undefined },
): Sum {
  const breaks = new Set<Exclude<Step['kind'], 'on'>>(spiked ? ['leap'] : [])
  let energy = base
  let latest = start
  const add = (step: Step | undefined) => {
    if (step === undefined) return
    energy += step.energy
    if (step.kind !== 'on') breaks.add(step.kind)
  }
  for (const [index, stretch] of stretches.entries()) {
    const { first, last } = stretch
    const isLast = index === stretches.length - 1
    if (isLast && end !== undefined && latest !== undefined && isLone(stretch)) {
      // A single reading that the ones around it disprove.
      const alone = stepBetween(latest, first).kind !== 'on'
      if (alone && stepBetween(latest, inOrder(latest, end)).kind === 'on') {
        breaks.add('leap')
        break
      }
    }
    if (stretch.after !== undefined) add(stretch.after)
    else if (start !== undefined)
      add(stepBetween({ ...start, at: Math.min(start.at, first.at) }, first))
    energy += energyOf({ first, last })
    latest = last
  }
  if (end !== undefined && latest !== undefined) add(stepBetween(latest, inOrder(latest, end)))
  if (latest === undefined) return { energy: undefined, breaks }
  return { energy: Math.round(Math.max(0, energy) * 1000) / 1000, breaks }
}

/** Readings with the end of a transaction may be later by the clock of the station than the end. */
function inOrder({ at }: Reading, end: Reading): Reading {
  return end.at >= at ? end : { at, value: end.value }
}
