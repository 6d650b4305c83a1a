import type { Limit } from './limits.ts'

/** The vehicle at a connector. */
export interface Vehicle {
  /** Phases its charger uses, 1 to 3. */
  readonly phases: number
  /** Most it draws of each phase, A. */
  readonly maxCurrent: number
  /** Energy after which it is full, Wh. */
  readonly wanted: number
}

/** The least current with which a vehicle may charge, A. */
export const leastCurrent = 6

/** What a vehicle draws of what it is offered. */
export function draws(vehicle: Vehicle, offered: Limit): Limit {
  const current = offered.current < leastCurrent ? 0 : Math.min(offered.current, vehicle.maxCurrent)
  return { current, phases: Math.min(offered.phases, vehicle.phases) }
}
