import type { WellKnownKeys } from '../dialect/dialect.ts'
import {
  type CallRecord,
  type Command,
  calledBy,
  type Facts,
  type SetProfile,
  type Traits,
} from '../model.ts'
import { type Applied, appliedOf } from './applied.ts'
import type { LimitWish } from './control.ts'
import type { Executed } from './execute.ts'
import { type ProfileVariant, profileLadder } from './ladder.ts'
import { wattsPerAmpere } from './watts.ts'

/** What applying a limit needs. */
export interface LimitDeps {
  readonly facts: Facts
  readonly traits: Traits['profile']
  readonly keys: WellKnownKeys
  /** The variant that this station accepted last. */
  learned: ProfileVariant | undefined
  execute(command: Command): Promise<Executed>
  /** Number of connectors of the station. */
  readonly connectors: number
  /** ms since the epoch. */
  now(): number
}

/** An absolute schedule begins a minute ago, for stations whose clock is slow (quirk P16). */
const startEarlier = 60_000

/** Says a limit to the station, trying the variants of the ladder until one is accepted. */
export async function applyLimit(wish: LimitWish, deps: LimitDeps): Promise<Applied> {
  const calls: CallRecord[] = []
  let first: { status: string; detail?: string } | undefined
  const unsupported = new Set<SetProfile['purpose']>()
  for (const variant of profileLadder(ladderInput(wish, deps))) {
    if (unsupported.has(variant.purpose)) continue
    const executed = await deps.execute(profileOf(wish, variant, deps))
    calls.push(executed.record)
    if (executed.kind === 'offline') return appliedOf(executed)
    if (executed.kind === 'timeout') return { kind: 'timeout', action: executed.record.action }
    if (executed.kind === 'outcome' && executed.outcome.accepted) {
      deps.learned = variant
      return { kind: 'done', calls }
    }
    first ??=
      executed.kind === 'outcome'
        ? { status: executed.outcome.status }
        : { status: executed.code, detail: executed.description }
    if (executed.kind === 'call-error' && executed.unsupported) break
    if (executed.kind === 'outcome' && executed.outcome.unsupported)
      unsupported.add(variant.purpose)
  }
  return { kind: 'refused', status: first?.status ?? 'Rejected', detail: first?.detail, calls }
}

function ladderInput(wish: LimitWish, deps: LimitDeps) {
  const { configuration } = deps.facts.station
  const level = Number(configuration.get(deps.keys.maxStackLevel.toLowerCase())?.value)
  return {
    traits: deps.traits,
    wanted: wish,
    maxStackLevel: Number.isInteger(level) && level >= 0 ? level : undefined,
    units: unitsOf(configuration.get(deps.keys.rateUnit.toLowerCase())?.value ?? ''),
    charging: deps.facts.transaction?.active === true,
    outlets: deps.connectors,
    learned: deps.learned,
  }
}

/** Rate units as stations spell them: `Current,Power`, `A`, `w`, `power` (quirk C13). */
export function unitsOf(text: string): readonly ('A' | 'W')[] {
  const units = new Set<'A' | 'W'>()
  for (const word of text.split(',')) {
    const name = word.replaceAll(/["'\s]/g, '').toLowerCase()
    if (name === 'current' || name === 'a') units.add('A')
    if (name === 'power' || name === 'w') units.add('W')
  }
  return [...units].sort()
}

function profileOf(wish: LimitWish, variant: ProfileVariant, deps: LimitDeps): SetProfile {
  const { facts, traits } = deps
  const own = traits.connector === 'own' ? wish.connector : traits.connector
  const connector = variant.wholeStation ? 0 : own
  const running = facts.transaction?.active === true ? calledBy(facts.transaction) : undefined
  return {
    kind: 'SetChargingProfile',
    connector,
    id: profileId(connector, variant),
    limit: convert(wish, variant.unit, { facts, traits }),
    unit: variant.unit,
    purpose: variant.purpose,
    profileKind: variant.profileKind,
    stackLevel: variant.stackLevel,
    numberPhases: traits.numberPhases ? wish.numberPhases : undefined,
    // It belongs to one phase alone (OCPP 2.0.1 part 2, K01.FR.19).
    phaseToUse: traits.numberPhases && wish.numberPhases === 1 ? wish.phaseToUse : undefined,
    transaction: variant.purpose === 'TxProfile' ? running : undefined,
    start: deps.now() - startEarlier,
  }
}

const purposeIndex = { TxDefaultProfile: 1, TxProfile: 2, ChargePointMaxProfile: 3 } as const

/** The same id each time, so that a new limit replaces the old one instead of stacking up. */
function profileId(connector: number, { purpose }: ProfileVariant): number {
  return connector * 10 + purposeIndex[purpose]
}

/** The limit in the variant's unit, rounded down to 0.1: never above what was asked for. */
function convert(
  wish: LimitWish,
  unit: 'A' | 'W',
  { facts, traits }: { facts: Facts; traits: Traits['profile'] },
): number {
  const perAmpere = wattsPerAmpere(wish, { facts, profile: traits })
  const factor = wish.limitUnit === unit ? 1 : unit === 'W' ? perAmpere : 1 / perAmpere
  return Math.floor(wish.limit * factor * 10 + 1e-6) / 10
}
