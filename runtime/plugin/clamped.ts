import type * as v from 'valibot'
import type { CommandKind, Traits } from '../model.ts'
import type { AskedLimits } from './limits.ts'
import type { ConnectorView } from './plugin.ts'
import { issuesOf } from './schema_parts.ts'

/** What is allowed depends on this. */
export interface ClampContext {
  readonly traits: Traits
  readonly connectors: readonly ConnectorView[]
  readonly asked: AskedLimits
  /** Kinds that the manifest names. */
  readonly sends: readonly CommandKind[]
}

/** What is left of an output, or why nothing is. */
export type Clamped<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

/** Reads an output that may be one, several, or nothing; one that is wrong costs all of it. */
export function each<T>(
  output: unknown,
  limit: number,
  read: (one: unknown) => Clamped<T>,
): Clamped<readonly T[]> {
  if (output === null) return good([])
  const list: readonly unknown[] = Array.isArray(output) ? output : [output]
  if (list.length > limit) return bad(`It gave ${list.length}; at most ${limit} are allowed`)
  const values: T[] = []
  for (const one of list) {
    const result = read(one)
    if (!result.ok) return result
    values.push(result.value)
  }
  return good(values)
}

/** The first issue, in words. */
export function said(issues: readonly v.BaseIssue<unknown>[]): string {
  return issuesOf(issues)[0]?.message ?? 'it has another form'
}

/** An output that may pass. */
export function good<T>(value: T): Clamped<T> {
  return { ok: true, value }
}

/** An output that may not. */
export function bad(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message }
}
