import type { Command, SetProfile, Traits } from '../model.ts'

/** A charging limit as somebody asked for it. */
export interface Asked extends Pick<SetProfile, 'connector' | 'limit' | 'unit'> {
  readonly numberPhases?: number | undefined
}

/** Rounding of decimal fractions is no raise. */
const slack = 1e-6

/**
 * Whether a limit allows more than another. In one unit the numbers are compared, and for currents
 * also their products with the phases; between units every phase that nobody named counts against
 * the new limit.
 */
export function raises(given: Asked, over: Asked, traits: Traits['profile']): boolean {
  if (given.unit === over.unit) {
    if (given.limit > over.limit + slack) return true
    if (given.unit === 'W') return false
    const phases = given.numberPhases ?? 3
    return given.limit * phases > over.limit * (over.numberPhases ?? 3) + slack
  }
  if (given.unit === 'A') {
    const phases = given.numberPhases ?? 3
    return given.limit * phases * traits.nominalVoltage > over.limit + slack
  }
  const phases = over.numberPhases ?? (traits.phases === 0 ? 1 : traits.phases)
  return given.limit > over.limit * phases * traits.nominalVoltage + slack
}

/** Whether a limit is above the largest current of the family. */
export function aboveMax(given: Asked, traits: Traits): boolean {
  const { max } = traits.control
  if (max === null) return false
  const most = given.unit === 'A' ? max : max * traits.profile.nominalVoltage * 3
  return given.limit > most + slack
}

/** The limits asked for last, by connector; 0 is the whole station. */
export class AskedLimits {
  /** Of most stations nothing was asked yet. */
  #limits: Map<number, Asked> | undefined

  /** Somebody other than the plugin asked for this, or the station took it. */
  ask(limit: Asked): void {
    this.#limits ??= new Map()
    this.#limits.set(limit.connector, limit)
  }

  /** Takes note of what the host is about to send. */
  note(command: Command): void {
    if (command.kind === 'SetChargingProfile') this.ask(command)
    else if (command.kind === 'ClearChargingProfile') this.clear(command.connector)
  }

  /** The limit of a connector is asked for no more; 0 means those of all. */
  clear(connector: number): void {
    if (connector === 0) this.#limits = undefined
    else this.#limits?.delete(connector)
  }

  /** The limits that a new one for this connector would bear on. */
  touching(connector: number): readonly Asked[] {
    return [...(this.#limits?.values() ?? [])].filter(
      (one) => one.connector === connector || one.connector === 0 || connector === 0,
    )
  }
}
