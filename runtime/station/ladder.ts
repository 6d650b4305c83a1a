import { coreTraits, type SetProfile, type Traits } from '../model.ts'

/** How a limit is said to a station, apart from the limit itself. */
export interface ProfileVariant {
  readonly purpose: SetProfile['purpose']
  readonly profileKind: SetProfile['profileKind']
  readonly stackLevel: number
  readonly unit: 'A' | 'W'
  /** On connector 0 instead of the connector. */
  readonly wholeStation: boolean
}

/** What the station and the descriptor say about variants. */
export interface LadderInput {
  readonly traits: Traits['profile']
  /** What the descriptor asks for. */
  readonly wanted: {
    readonly purpose?: SetProfile['purpose'] | undefined
    readonly stackLevel: number | 'max'
    readonly unit: 'A' | 'W' | 'auto'
    readonly profileKind?: SetProfile['profileKind'] | undefined
  }
  /** The station's ChargeProfileMaxStackLevel, when known. */
  readonly maxStackLevel: number | undefined
  /** Units the station says it takes; empty when it does not say. */
  readonly units: readonly ('A' | 'W')[]
  /** Whether a transaction runs, which a TxProfile needs. */
  readonly charging: boolean
  /** Number of connectors of the station. */
  readonly outlets: number
  /** What worked last time. */
  readonly learned: ProfileVariant | undefined
}

/** Most variants one write may try. */
const most = 12

/**
 * The variants to try for one limit, best first: what worked last time, then what the descriptor
 * asks for, then one deviation at a time, then two. A station that takes none of them is not going
 * to take the rest either.
 */
export function profileLadder(input: LadderInput): readonly ProfileVariant[] {
  const base = baseVariant(input)
  const kinds = input.traits.kinds
  const purposes = input.traits.purposes.filter((p) => p !== 'TxProfile' || input.charging)
  const units = unitsToTry(input, base.unit)
  const single: ProfileVariant[] = [
    ...units.map((unit) => ({ ...base, unit })),
    ...kinds.map((profileKind) => ({ ...base, profileKind })),
    { ...base, stackLevel: 0 },
    ...kinds.map((profileKind) => ({ ...base, profileKind, stackLevel: 0 })),
    ...purposes.map((purpose) => ({ ...base, purpose, wholeStation: isStationWide(purpose) })),
    ...purposes.map((purpose) => ({
      ...base,
      purpose,
      wholeStation: isStationWide(purpose),
      stackLevel: 0,
    })),
    ...(input.traits.connector === 'own' ? [{ ...base, wholeStation: true }] : []),
  ]
  const first = input.learned === undefined || !usable(input.learned, input) ? [] : [input.learned]
  const seen = new Set<string>()
  // A limit for one connector must not become one for all of them.
  const alone = input.outlets <= 1 || base.wholeStation
  return [...first, base, ...single]
    .filter(({ wholeStation }) => alone || !wholeStation)
    .filter((variant) => {
      const key = JSON.stringify([
        variant.purpose,
        variant.profileKind,
        variant.stackLevel,
        variant.unit,
        variant.wholeStation,
      ])
      return seen.has(key) ? false : seen.add(key)
    })
    .slice(0, most)
}

function baseVariant({ traits, wanted, maxStackLevel, units, charging }: LadderInput) {
  const purposes = traits.purposes
  // A family with an order of its own knows better than a descriptor, which is for every family.
  const isOpen = purposes === coreTraits.profile.purposes
  const preferred = isOpen && wanted.purpose !== undefined && purposes.includes(wanted.purpose)
  const chosen = (preferred ? wanted.purpose : purposes[0]) ?? 'TxDefaultProfile'
  const purpose = chosen === 'TxProfile' && !charging ? 'TxDefaultProfile' : chosen
  const wantedLevel = wanted.stackLevel === 'max' ? (maxStackLevel ?? 0) : wanted.stackLevel
  const level = Math.min(wantedLevel, maxStackLevel ?? wantedLevel)
  const wantedKind = wanted.profileKind
  return {
    purpose,
    profileKind:
      (wantedKind !== undefined && traits.kinds.includes(wantedKind)
        ? wantedKind
        : traits.kinds[0]) ?? 'Absolute',
    stackLevel: traits.stackLevel ?? level,
    unit: traits.unit ?? (wanted.unit === 'auto' ? (units[0] ?? 'A') : wanted.unit),
    wholeStation: isStationWide(purpose),
  } satisfies ProfileVariant
}

function unitsToTry(input: LadderInput, first: 'A' | 'W'): readonly ('A' | 'W')[] {
  if (input.traits.unit !== null) return [input.traits.unit]
  return first === 'A' ? ['A', 'W'] : ['W', 'A']
}

function isStationWide(purpose: SetProfile['purpose']): boolean {
  return purpose === 'ChargePointMaxProfile'
}

function usable(variant: ProfileVariant, input: LadderInput): boolean {
  return variant.purpose !== 'TxProfile' || input.charging
}
