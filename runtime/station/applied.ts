import type { CallRecord } from '../model.ts'
import type { Executed } from './execute.ts'

/** What became of a wish. */
export type Applied =
  | { readonly kind: 'done'; readonly calls: readonly CallRecord[] }
  /** It is carried out at a time, or else when a transaction runs. */
  | {
      readonly kind: 'kept'
      readonly calls: readonly CallRecord[]
      /** ms since the epoch. */
      readonly sendAt?: number
    }
  | {
      readonly kind: 'refused'
      readonly status: string
      readonly detail?: string | undefined
      readonly calls: readonly CallRecord[]
    }
  | { readonly kind: 'offline'; readonly replaced?: boolean | undefined }
  | { readonly kind: 'timeout'; readonly action: string }

/** What a single command came to. */
export function appliedOf(executed: Executed): Applied {
  const { record } = executed
  switch (executed.kind) {
    case 'offline':
      return { kind: 'offline', replaced: executed.replaced }
    case 'timeout':
      return { kind: 'timeout', action: record.action }
    case 'call-error':
      return {
        kind: 'refused',
        status: executed.code,
        detail: executed.description,
        calls: [record],
      }
    case 'outcome':
      return executed.outcome.accepted
        ? { kind: 'done', calls: [record] }
        : { kind: 'refused', status: executed.outcome.status, calls: [record] }
  }
}

/** A wish that this station cannot be asked for. */
export function impossible(
  detail: string,
  calls: readonly CallRecord[] = [],
): Extract<Applied, { kind: 'refused' }> {
  return { kind: 'refused', status: 'Impossible', detail, calls }
}

/** What came of it, with the calls that were made before. */
export function after(calls: readonly CallRecord[], applied: Applied): Applied {
  return 'calls' in applied ? { ...applied, calls: [...calls, ...applied.calls] } : applied
}

/** The calls that were made, where there are any to tell of. */
export function callsOf(applied: Applied): { readonly calls: readonly CallRecord[] } | undefined {
  return 'calls' in applied ? { calls: applied.calls } : undefined
}
