import type { Dialect } from './dialect.ts'
import { ocpp16 } from './ocpp16.ts'
import { ocpp21 } from './ocpp21.ts'
import { ocpp201 } from './ocpp201.ts'
import { type ProtocolVersion, preferredVersions } from './versions.ts'

/** The versions spoken, the oldest first. */
export const dialects: readonly Dialect[] = [ocpp16, ocpp201, ocpp21]

/**
 * The dialect for the subprotocols a station offers, the first in `order` of those: stations list
 * them in any order (quirk T13). None offered means the oldest (quirk T1), if it may be spoken.
 * @returns `undefined` when only others are offered
 */
export function negotiate(
  offered: readonly string[],
  order: readonly ProtocolVersion[] = preferredVersions,
): Dialect | undefined {
  if (offered.length === 0) return order.includes(ocpp16.version) ? ocpp16 : spoken(order)[0]
  const words = new Set(offered.map((word) => word.trim().toLowerCase()))
  return spoken(order).find(({ subprotocol }) => words.has(subprotocol))
}

/** The same versions, the oldest first. */
export function oldestFirst(order: readonly ProtocolVersion[]): readonly ProtocolVersion[] {
  return dialects.flatMap(({ version }) => (order.includes(version) ? [version] : []))
}

/** The dialects of these versions, in this order. */
export function spoken(order: readonly ProtocolVersion[]): readonly Dialect[] {
  return order.flatMap((wanted) => dialects.find(({ version }) => version === wanted) ?? [])
}

/** The dialect of a version; `undefined` while it is not known. */
export function dialectOf(version: string | undefined): Dialect | undefined {
  return dialects.find((dialect) => dialect.version === version)
}
