import type { Clock } from '../clock.ts'
import type { Command, CurrentByKey, Facts, StationEvent, Traits } from '../model.ts'
import type { LimitWish } from './control.ts'
import type { Executed } from './execute.ts'
import type { Applied } from './limit.ts'

/** What saying a limit by key needs. */
export interface KeyDeps {
  readonly current: CurrentByKey
  readonly facts: Facts
  readonly profile: Traits['profile']
  readonly clock: Clock
  connectors(): number
  execute(command: Command): Promise<Executed>
  learn(events: readonly StationEvent[]): void
}

const perAmpere = { A: 1, dA: 10, cA: 100, mA: 1000 } as const

/** Says a limit, A, by a configuration key of the family (quirks P13, P14, P15). */
export async function byKey(wish: LimitWish, deps: KeyDeps): Promise<Applied> {
  const { current, facts, profile, clock } = deps
  const key = current.keys[facts.connector - 1] ?? current.keys[0]
  if (key === undefined) return { kind: 'refused', status: 'Impossible', calls: [] }
  const share = current.divide ? wish.limit / Math.max(1, deps.connectors()) : wish.limit
  const phases = profile.phases === 0 ? (wish.numberPhases ?? 3) : profile.phases
  const factor = current.unit === 'W' ? profile.nominalVoltage * phases : perAmpere[current.unit]
  const value = String(Math.floor(share * factor + 1e-6))
  const executed = await deps.execute({ kind: 'ChangeConfiguration', key, value })
  const calls = [executed.record]
  if (executed.kind === 'offline') return { kind: 'offline' }
  if (executed.kind === 'timeout') return { kind: 'timeout', action: executed.record.action }
  if (executed.kind === 'call-error' || !executed.outcome.accepted) {
    return { kind: 'refused', status: executed.record.status, calls }
  }
  const { connector } = facts
  const accepted: StationEvent = {
    kind: 'ProfileAccepted',
    connector,
    limit: wish.limit,
    unit: 'A',
    numberPhases: wish.numberPhases,
    at: clock.now(),
  }
  deps.learn([accepted])
  return { kind: 'done', calls }
}
