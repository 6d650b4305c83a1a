import type { StationEvent } from '../../runtime/plugin/plugin.ts'

type Noticed = Extract<StationEvent, { kind: 'Noticed' }>

/** What it reports, with the factor to the unit: duty of the pilot in %, temperature in °C. */
const factors: Readonly<Record<string, number>> = { duty: 0.1, AMBTemp: 0.1 }

/**
 * What it says of the plug, as keys that a descriptor may read: `sungrow/duty`, `sungrow/AMBTemp`,
 * `sungrow/lockStatus` and the like (quirk M20).
 */
export function chargingParameters(event: Noticed): StationEvent | StationEvent[] {
  if (member(event.payload, 'messageId') !== 'cpChargingParameterRpt') return event
  const report = parsed(member(event.payload, 'data'))
  if (typeof report !== 'object' || report === null || Array.isArray(report)) return event
  const values = Object.entries(report).flatMap(([name, value]) => {
    const said = typeof value === 'number' ? scaled(value, factors[name]) : value
    if (typeof said !== 'string' && typeof said !== 'number') return []
    return [{ key: `sungrow/${name}`, value: String(said), readonly: true }]
  })
  return values.length === 0 ? event : [event, { kind: 'ConfigurationRead', values }]
}

/** Without the noise of binary fractions. */
function scaled(value: number, factor = 1): number {
  return Math.round(value * factor * 1000) / 1000
}

function member(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
