import type { Protocol } from './ocpp_source.ts'
import { banner, quoted } from './ocpp_text.ts'

/** Which side makes which calls. */
export function actionsOf(protocol: Protocol): string {
  const list = (actions: readonly string[]) =>
    `[\n${actions.map((action) => `  ${quoted(action)},\n`).join('')}] as const`
  return `${banner(protocol)}

/** Calls a station makes. */
export const stationActions = ${list(protocol.stationActions)}
/** One of {@link stationActions}. */
export type StationAction = (typeof stationActions)[number]

/** Calls the host makes. */
export const hostActions = ${list(protocol.hostActions)}
/** One of {@link hostActions}. */
export type HostAction = (typeof hostActions)[number]
`
}
