import type { RpcErrorKind } from '../rpc/errors.ts'
import type { Loose } from './loose.ts'
import { note, type Place, type Repair, repairObject } from './repair_value.ts'
import type { MessageShape } from './shape.ts'
import { isObject } from './validator_helpers.ts'

/** What repair made of a payload. */
export interface Repaired<T> {
  /** A copy, with every known member of its type or absent; unknown members as they came. */
  readonly payload: Loose<T>
  /** Required members that are absent, as dotted paths, for example `meterValue.timestamp`. */
  readonly missing: readonly string[]
  /** Words that are in no list; the members are absent. */
  readonly unknown: readonly UnknownWord[]
  /**
   * What was wrong, for the answer when nothing can be made of the payload: what cost a required
   * member before what could be mended. `Formation` is a payload that is no object but must have
   * members.
   */
  readonly defect: Defect
}

/** A word that is not in the list of its member. */
export interface UnknownWord {
  /** Dotted path of the member. */
  readonly path: string
  readonly value: string
}

/** Something wrong with a payload. */
export interface Defect {
  readonly kind: Extract<RpcErrorKind, 'Formation' | 'Property' | 'Occurrence' | 'Type'>
  /** Dotted path of the member; `''` is the payload itself. */
  readonly path: string
}

/** Options of {@link repair}. */
export interface RepairOptions {
  /**
   * Takes the name of every defect: what it is, action and members. There are as many names as there
   * are members in the schemas, whatever stations send.
   */
  readonly count: (what: string) => void
}

/**
 * Makes the best of a payload that fails its check; `T` is the type that belongs to the shape.
 * Changes nothing in the payload itself, never throws, goes no deeper than the shape.
 */
export function repair<T = Record<string, unknown>>(
  shape: MessageShape,
  payload: unknown,
  { count }: RepairOptions,
): Repaired<T> {
  const job: Repair = { action: shape.action, count, missing: [], unknown: [], defects: [] }
  const alone = Array.isArray(payload) && payload.length === 1 ? payload[0] : payload
  const whole = isObject(alone)
  if (!isObject(payload)) note(job, { what: 'type', kind: 'Type', path: '' })
  const root: Place = { path: '', optional: false, job }
  const repaired = repairObject(shape, whole ? alone : {}, root)
  const missing = new Set(job.missing.map(({ path }) => path))
  return {
    // Shape and type are generated from one schema.
    payload: repaired as Loose<T>,
    missing: [...missing],
    unknown: job.unknown,
    defect: worst(job, whole),
  }
}

/** The first defect that cost a required member, or else the first of all. */
function worst({ missing, defects }: Repair, whole: boolean): Defect {
  const lost = missing.find(({ essential }) => essential) ?? missing[0]
  if (lost === undefined) return defects[0] ?? { kind: 'Type', path: '' }
  if (!whole) return { kind: 'Formation', path: '' }
  return defects.find(({ path }) => path === lost.path) ?? { kind: 'Occurrence', path: lost.path }
}
