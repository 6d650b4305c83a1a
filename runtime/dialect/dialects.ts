import type { Dialect } from './dialect.ts'
import { ocpp16 } from './ocpp16.ts'

/** The versions spoken, the preferred one first. */
export const dialects: readonly Dialect[] = [ocpp16]

/**
 * The dialect for the subprotocols a station offers: none offered means the oldest (quirk T1).
 * @returns `undefined` when only others are offered
 */
export function negotiate(offered: readonly string[]): Dialect | undefined {
  if (offered.length === 0) return ocpp16
  const words = new Set(offered.map((word) => word.trim().toLowerCase()))
  return dialects.find(({ subprotocol }) => words.has(subprotocol))
}
