import type { Facts, Traits } from '../model.ts'
import type { LimitWish } from './control.ts'

/** What tells how currents and powers relate. */
export interface WattsContext {
  readonly facts: Facts
  readonly profile: Traits['profile']
}

/** Watts that one ampere of a limit stands for, on the phases it is for (quirk P6). */
export function wattsPerAmpere(
  { numberPhases }: Pick<LimitWish, 'numberPhases'>,
  { facts, profile }: WattsContext,
): number {
  // Phases that are not said to the station tell nothing about those it uses.
  const said = profile.numberPhases ? numberPhases : undefined
  return profile.nominalVoltage * (said ?? (profile.phases || connectedPhases(facts)))
}

/** Phases as the station says, else with voltage, as far as the meter shows; else three, the standard's default. */
function connectedPhases(facts: Facts): number {
  if (facts.phases !== undefined) return facts.phases
  const lines = [...facts.samples].filter(
    ({ measurand, phase, value }) =>
      measurand === 'Voltage' && /^L[123]$/.test(phase) && value > 50,
  )
  const seen = new Set(lines.map((s) => s.phase)).size
  return seen === 0 ? 3 : seen
}
