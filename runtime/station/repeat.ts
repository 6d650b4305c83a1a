import type { CallResult } from '../rpc/link.ts'
import type { Connection } from './connection.ts'

/** A call, the connection that it is made on, and the one that may take its place meanwhile. */
export interface RepeatedCall {
  readonly connection: Connection
  readonly action: string
  /** JSON text. */
  readonly payload: string
  readonly options: { signal?: AbortSignal }
  present(): Connection | undefined
}

/**
 * Makes a call. Where its connection is replaced before it is answered, it is made once more on the new
 * one, if nothing comes of it twice: it was not sent yet, or means the same however often it is said.
 */
export async function callRepeating(call: RepeatedCall): Promise<CallResult> {
  const { connection, action, payload, options } = call
  const result = await connection.call(action, payload, options)
  if (result.kind !== 'replaced' || (result.sent && !repeatable.has(action))) return result
  const present = call.present()
  if (present === undefined || present.dialect !== connection.dialect) return result
  // A password is for whoever it was meant for, not for whoever came meanwhile.
  if (connection.dialect.password.given(action, JSON.parse(payload)) !== undefined) return result
  return present.call(action, payload, options)
}

/** Calls that only look, or set what is set already when they come again. */
const repeatable: ReadonlySet<string> = new Set([
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'ClearChargingProfile',
  'GetCompositeSchedule',
  'GetConfiguration',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetTransactionStatus',
  'GetVariables',
  'SetChargingProfile',
  'SetVariables',
])
