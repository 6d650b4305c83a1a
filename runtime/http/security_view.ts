import * as v from 'valibot'
import { type SecurityEvent, securityKinds } from '../security/events.ts'
import type { StationGuardState } from './ports/security.ts'
import { isoTime } from './time.ts'

/** A security event as it is shown. */
export const securityEventSchema = v.pipe(
  v.object({
    kind: v.pipe(v.string(), v.description(wordsOf(securityKinds))),
    at: v.pipe(v.nullable(v.string()), v.description('ISO 8601 UTC')),
    station: v.pipe(v.nullable(v.string()), v.description('Identity that was claimed, if any')),
    address: v.pipe(v.nullable(v.string()), v.description('Remote IP address, if any')),
    detail: v.string(),
    repeated: v.pipe(
      v.number(),
      v.description('How many of the same went untold since the last, to save you a flood'),
    ),
  }),
  v.metadata({ ref: 'SecurityEvent' }),
)

/** A security event as it is shown. */
export function securityEventView(event: SecurityEvent): v.InferOutput<typeof securityEventSchema> {
  const { kind, at, station = null, address = null, detail, repeated } = event
  return { kind, at: isoTime(at), station, address, detail, repeated }
}

const profile = v.pipe(v.number(), v.integer())

/** How a station is guarded, as it is shown. */
export const guardSchema = v.pipe(
  v.object({
    profile: v.pipe(
      v.nullable(profile),
      v.description('Security profile that its connection proved; null when it is not connected'),
    ),
    tls: v.pipe(v.boolean(), v.description('Whether its connection is encrypted')),
    address: v.pipe(v.nullable(v.string()), v.description('IP address that it comes from')),
    leastProfile: v.pipe(profile, v.description('Security profile that it must prove')),
    hasPassword: v.boolean(),
    isRotating: v.pipe(
      v.boolean(),
      v.description('It was given another password and did not come with it yet'),
    ),
    approved: v.boolean(),
    rejected: v.pipe(v.boolean(), v.description('Its boots are answered with Rejected')),
    events: v.pipe(v.array(securityEventSchema), v.description('The last, the latest last')),
  }),
  v.metadata({ ref: 'StationSecurity' }),
)

/** How a station is guarded, as it is shown. */
export function guardView(state: StationGuardState): v.InferOutput<typeof guardSchema> {
  const { proved, secure, address, least, hasPassword, isRotating, approved, rejected, events } =
    state
  return {
    profile: proved,
    tls: secure,
    address,
    leastProfile: least,
    hasPassword,
    isRotating,
    approved,
    rejected,
    events: events.map(securityEventView),
  }
}

function wordsOf(kinds: Readonly<Record<string, string>>): string {
  return Object.entries(kinds)
    .map(([kind, meaning]) => `\`${kind}\`: ${meaning}`)
    .join('; ')
}
