import type { Item } from '../descriptor/schema.ts'

/** Least differences that are recorded, in the unit of the value. */
export const standardDeadbands: Readonly<Record<string, number>> = {
  A: 0.1,
  V: 1,
  W: 20,
  kW: 0.02,
  VA: 20,
  var: 20,
  Wh: 10,
  kWh: 0.01,
  Hz: 0.05,
  '%': 1,
  Celsius: 0.5,
}

/** Deadbands of the settings by unit or key of an item; `never` records it not at all. */
export type Deadbands = Readonly<Record<string, number | 'never'>>

/**
 * By how much a value must differ from the one recorded last, to be recorded: by key, by unit, else at
 * all. `undefined` = never: what is diagnostic or fixed tells nothing over time, unless it is named.
 */
export function deadbandOf(item: Item, deadbands: Deadbands): number | undefined {
  const named = Object.hasOwn(deadbands, item.key) ? deadbands[item.key] : undefined
  if (named !== undefined) return named === 'never' ? undefined : named
  if (item.category === 'diagnostic' || isFixed(item)) return undefined
  // A state is not nearly another one.
  if (item.values !== undefined) return 0
  const { unit = '' } = item
  const said = Object.hasOwn(deadbands, unit) ? deadbands[unit] : standardDeadbands[unit]
  return said === 'never' ? undefined : (said ?? 0)
}

/** Whether a number says more than the one recorded last; `NaN` = that was none. */
export function isNews(value: number, recorded: number, deadband: number): boolean {
  return value !== recorded && !(Math.abs(value - recorded) <= deadband)
}

/** Says who it is, and nothing that changes. */
function isFixed({ read }: Item): boolean {
  return read.length > 0 && read.every(({ from }) => fixed.has(from))
}

const fixed = new Set(['Const', 'BootNotification', 'Connection'])
