import type { StationEvent } from '../model.ts'
import { list, member, text } from './answer.ts'

/** What a limit is told with. */
export interface Told {
  readonly connector: number
  /** Whose limit it is; `Composite` = what holds of all of them together. */
  readonly source: string
  /** ms since the epoch. */
  readonly now: number
}

/** The name under which the limits of all together are known. */
export const composite = 'Composite'

/**
 * The limit of a charging schedule that holds now, as an event; a schedule without a period, or with
 * set points instead of limits, says nothing.
 */
export function limitIn(schedule: unknown, start: unknown, told: Told): readonly StationEvent[] {
  const { connector, source, now } = told
  const begun = Date.parse(text(start) ?? '')
  const passed = Number.isNaN(begun) ? 0 : (now - begun) / 1000
  const periods = list(member(schedule, 'chargingSchedulePeriod'))
  const current =
    periods.findLast((period) => Number(member(period, 'startPeriod')) <= passed) ?? periods[0]
  const limit = member(current, 'limit')
  if (typeof limit !== 'number') return []
  const phases = member(current, 'numberPhases')
  return [
    {
      kind: 'LimitReported',
      connector,
      source,
      limit,
      unit: member(schedule, 'chargingRateUnit') === 'W' ? 'W' : 'A',
      numberPhases: typeof phases === 'number' ? phases : undefined,
      active: true,
      at: now,
    },
  ]
}
