import type { Log } from '../log.ts'
import type { SecurityEvent, SecurityKind } from './events.ts'

/** Kinds that tell of what was done on purpose; the others are warnings. */
const plain: ReadonlySet<SecurityKind> = new Set(['approved', 'credentials', 'issued'])

/** Writes a security event into the log. */
export function logSecurity(log: Log, event: SecurityEvent): void {
  const { kind, station, address, detail, repeated } = event
  const fields = { security: kind, station, address, ...(repeated > 0 && { repeated }) }
  if (plain.has(kind)) log.info(fields, detail)
  else log.warn(fields, detail)
}
