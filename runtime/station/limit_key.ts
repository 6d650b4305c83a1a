import type { Clock } from '../clock.ts'
import type { Command, CurrentByKey, Facts, StationEvent, Traits } from '../model.ts'
import { type Applied, appliedOf } from './applied.ts'
import type { LimitWish } from './control.ts'
import type { Executed } from './execute.ts'
import { wattsPerAmpere } from './watts.ts'

/** How the station is told a limit by key, and what that needs. */
export interface KeyDeps {
  readonly current: CurrentByKey
  readonly profile: Traits['profile']
  readonly deps: {
    readonly facts: Facts
    readonly clock: Clock
    /** Number of connectors of the station. */
    readonly connectors: number
    execute(command: Command): Promise<Executed>
    learn(events: readonly StationEvent[]): void
  }
}

/** What a limit by key came to; the station may not have the key at all. */
export type AppliedKey = Applied | { readonly kind: 'no-key' }

const units = { A: 1, dA: 10, cA: 100, mA: 1000 } as const
const absent = new Set(['NotSupported', 'NotImplemented'])

/** Says a limit by a configuration key of the family (quirks P13, P14, P15). */
export async function byKey(
  wish: LimitWish,
  { current, profile, deps }: KeyDeps,
): Promise<AppliedKey> {
  const { facts, clock } = deps
  const key = current.keys[facts.connector - 1] ?? current.keys[0]
  if (key === undefined) return { kind: 'no-key' }
  const perAmpere = wattsPerAmpere(wish, { facts, profile })
  const ampere = wish.limitUnit === 'A' ? wish.limit : wish.limit / perAmpere
  const share = current.divide ? ampere / Math.max(1, deps.connectors) : ampere
  const factor = current.unit === 'W' ? perAmpere : units[current.unit]
  const value = String(Math.floor(share * factor + 1e-6))
  const executed = await deps.execute({ kind: 'ChangeConfiguration', key, value })
  const calls = [executed.record]
  const { action, status } = executed.record
  if (executed.kind === 'offline') return appliedOf(executed)
  if (executed.kind === 'timeout') return { kind: 'timeout', action }
  if (absent.has(status)) return { kind: 'no-key' }
  // A limit that only counts after a reboot limits nothing.
  if (status === 'RebootRequired' || executed.kind === 'call-error' || !executed.outcome.accepted) {
    return { kind: 'refused', status, calls }
  }
  const { connector } = facts
  const { limit, limitUnit: unit, numberPhases } = wish
  deps.learn([{ kind: 'ProfileAccepted', connector, limit, unit, numberPhases, at: clock.now() }])
  return { kind: 'done', calls }
}
