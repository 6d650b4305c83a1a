import type { StationEvent } from '../model.ts'
import type { CallResult } from '../rpc/link.ts'
import type { Connection } from './connection.ts'
import type { Station } from './station.ts'

/** Told what concerns the credentials of stations. */
export interface StationGuard {
  /** A call gives it this password: it may come with it from now on. Rejects when that cannot be kept. */
  given(station: string, password: string): Promise<void>
  /** It did not take that password. */
  refused(station: string): void
  /** It wants a certificate for this request (PEM); `details` are the other members of its message. */
  wantsCertificate(station: Station, csr: string, details: object): void
}

/** Guards nothing, as for replays. */
export const noGuard: StationGuard = {
  given: () => Promise.resolve(),
  refused: () => undefined,
  wantsCertificate: () => undefined,
}

/** Hands on a request for a certificate, if an event is one. */
export function heedRequest(guard: StationGuard, station: Station, event: StationEvent): void {
  if (event.kind !== 'Noticed' || event.action !== 'SignCertificate') return
  const { payload } = event
  if (typeof payload !== 'object' || payload === null) return
  const { csr, ...details }: { csr?: unknown; certificateType?: unknown } = payload
  // A certificate for vehicles by this authority would be worth nothing to them.
  const isForStation = ['ChargingStationCertificate', undefined].some(
    (type) => type === details.certificateType,
  )
  if (typeof csr === 'string' && isForStation) guard.wantsCertificate(station, csr, details)
}

/** A call as it is made. */
export interface GuardedCall {
  readonly connection: Connection
  readonly station: string
  readonly action: string
  /** JSON text. */
  readonly payload: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Makes a call. One that gives the station another password is made only when that password is kept,
 * so that the station is not locked out, whatever becomes of the answer.
 */
export async function guarded(guard: StationGuard, call: GuardedCall): Promise<CallResult> {
  const { connection, station, action, payload, signal } = call
  const { password: words } = connection.dialect
  const options = signal === undefined ? {} : { signal }
  const password = words.given(action, JSON.parse(payload))
  if (password === undefined) return connection.link.call(action, payload, options)
  try {
    await guard.given(station, password)
  } catch {
    return { kind: 'busy' }
  }
  const result = await connection.link.call(action, payload, options)
  const isRefused = result.kind === 'result' && words.refused(result.payload)
  if (isRefused || result.kind === 'error') guard.refused(station)
  return result
}

/** Calls that may give a station a password. */
export const passwordCalls: ReadonlySet<string> = new Set(['ChangeConfiguration', 'SetVariables'])
