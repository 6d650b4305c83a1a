import type { RawCallResult } from './http/port.ts'
import type { Keeper } from './station/keeper.ts'

/** A call somebody wants made as it stands. */
export interface RawCall {
  readonly keeper: Keeper | undefined
  readonly action: string
  readonly payload: unknown
  readonly signal?: AbortSignal | undefined
  now(): number
}

/** Makes a call of the host, checked by the official schema before it is sent. */
export async function rawCall({
  keeper,
  action,
  payload,
  signal,
  now,
}: RawCall): Promise<RawCallResult> {
  const connection = keeper?.station.connection
  if (keeper === undefined || connection === undefined) return { kind: 'offline' }
  const { hostCalls } = connection.dialect
  const known = hostCalls.get(action)
  if (known === undefined) return { kind: 'unknown-action', allowed: [...hostCalls.keys()] }
  const broken = known.check(payload)
  const errors = broken.length > 0 ? broken : (known.demands?.(payload) ?? [])
  if (errors.length > 0) return { kind: 'invalid', errors }
  const options = signal === undefined ? {} : { signal }
  const result = await keeper.station.call(action, JSON.stringify(payload), options)
  switch (result.kind) {
    case 'result':
      keeper.station.learn(known.learn(payload, result.payload, now()))
      return { kind: 'answer', payload: result.payload }
    case 'error': {
      const { code, description, details } = result
      return { kind: 'call-error', code, description, details }
    }
    case 'closed':
      return { kind: 'offline' }
    case 'replaced':
      return { kind: 'offline', replaced: true }
    default:
      return { kind: 'timeout' }
  }
}
