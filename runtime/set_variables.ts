import type { VariableWritten } from './http/port.ts'
import type { Keeper } from './station/keeper.ts'

/** What setting variables needs. */
export interface VariableWrite {
  readonly keeper: Keeper | undefined
  readonly values: readonly { readonly key: string; readonly value: string }[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Sets variables of a station one after the other; after one that it did not answer the others are
 * not sent. `undefined` when it is not connected.
 */
export async function setVariables({
  keeper,
  values,
  signal,
}: VariableWrite): Promise<readonly VariableWritten[] | undefined> {
  const station = keeper?.station
  if (station?.connection === undefined) return undefined
  const written: VariableWritten[] = []
  let isAnswering = true
  for (const { key, value } of values) {
    if (!isAnswering) {
      written.push({ key, accepted: false, status: 'NotSent' })
      continue
    }
    const command = { kind: 'ChangeConfiguration', key, value } as const
    const executed = await station.execute(command, signal === undefined ? {} : { signal })
    const accepted = executed.kind === 'outcome' && executed.outcome.accepted
    written.push({ key, accepted, status: executed.record.status })
    isAnswering = executed.kind === 'outcome' || executed.kind === 'call-error'
  }
  return written
}
