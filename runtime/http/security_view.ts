import * as v from 'valibot'
import { type SecurityEvent, securityKinds } from '../security/events.ts'
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

function wordsOf(kinds: Readonly<Record<string, string>>): string {
  return Object.entries(kinds)
    .map(([kind, meaning]) => `\`${kind}\`: ${meaning}`)
    .join('; ')
}
