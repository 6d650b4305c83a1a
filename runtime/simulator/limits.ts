import type { ChargingProfile } from './profile_schema.ts'

/** A profile in force on a connector, 0 = the whole station, and since when (ms since the epoch). */
export interface InstalledProfile {
  readonly connector: number
  readonly profile: ChargingProfile
  readonly at: number
}

/** What a connector may draw: current per phase in A, and how many phases. */
export interface Limit {
  readonly current: number
  readonly phases: number
}

/** For whom and when a limit is asked for; times are ms since the epoch. */
export interface LimitQuestion {
  readonly connector: number
  readonly now: number
  /** Absent while no transaction runs. */
  readonly transactionStart?: number | undefined
  /** What the hardware can do. */
  readonly hardware: Limit
  /** Connectors that share a limit of the whole station. */
  readonly sharers: number
}

/** Volts between phase and neutral, for limits in W. */
export const nominalVoltage = 230

const daySpan = 86_400_000

/** The limit in force: the strongest profile of the transaction or, without one, the default, and never above the station's own. */
export function limitAt(profiles: readonly InstalledProfile[], asked: LimitQuestion): Limit {
  const own =
    strongest(profiles, asked, 'TxProfile') ?? strongest(profiles, asked, 'TxDefaultProfile')
  const station = strongest(profiles, { ...asked, connector: 0 }, 'ChargePointMaxProfile')
  const limits = [asked.hardware, ...(own ? [own] : [])]
  if (station) limits.push({ ...station, current: station.current / Math.max(1, asked.sharers) })
  return {
    current: Math.min(...limits.map(({ current }) => current)),
    phases: Math.min(...limits.map(({ phases }) => phases)),
  }
}

/** The next time after now at which a limit may change; `undefined` when none is known. */
export function nextChange(
  profiles: readonly InstalledProfile[],
  asked: LimitQuestion,
): number | undefined {
  const times = profiles.flatMap((installed) => {
    const { chargingSchedule: schedule, validFrom, validTo } = installed.profile
    const start = scheduleStart(installed, asked)
    const again = repetition(installed.profile)
    return [
      ...schedule.chargingSchedulePeriod.map(({ startPeriod }) => start + startPeriod * 1000),
      ...(schedule.duration === undefined ? [] : [start + schedule.duration * 1000]),
      ...(again === undefined ? [] : [start + again]),
      ...(validFrom === undefined ? [] : [validFrom]),
      ...(validTo === undefined ? [] : [validTo]),
    ]
  })
  const later = times.filter((time) => time > asked.now)
  return later.length > 0 ? Math.min(...later) : undefined
}

/** The limit of the highest level; of two that for the connector itself, then the newer. */
function strongest(
  profiles: readonly InstalledProfile[],
  asked: LimitQuestion,
  purpose: ChargingProfile['chargingProfilePurpose'],
): Limit | undefined {
  return profiles
    .filter(
      ({ connector, profile }) =>
        profile.chargingProfilePurpose === purpose &&
        (connector === 0 || connector === asked.connector),
    )
    .sort(
      (a, b) =>
        b.profile.stackLevel - a.profile.stackLevel || b.connector - a.connector || b.at - a.at,
    )
    .map((installed) => limitOf(installed, asked))
    .find((limit) => limit !== undefined)
}

function limitOf(installed: InstalledProfile, asked: LimitQuestion): Limit | undefined {
  const { chargingSchedule: schedule, validFrom, validTo } = installed.profile
  if (validFrom !== undefined && asked.now < validFrom) return undefined
  if (validTo !== undefined && asked.now >= validTo) return undefined
  const elapsed = (asked.now - scheduleStart(installed, asked)) / 1000
  if (schedule.duration !== undefined && elapsed >= schedule.duration) return undefined
  const period = schedule.chargingSchedulePeriod.findLast(
    ({ startPeriod }) => startPeriod <= elapsed,
  )
  if (!period) return undefined
  const phases = period.numberPhases ?? asked.hardware.phases
  const perPhase = nominalVoltage * Math.min(phases, asked.hardware.phases)
  return {
    current: schedule.chargingRateUnit === 'W' ? period.limit / perPhase : period.limit,
    phases,
  }
}

/** When the schedule of a profile began, for the present round of one that recurs. */
function scheduleStart({ profile, at }: InstalledProfile, asked: LimitQuestion): number {
  if (profile.chargingProfileKind === 'Relative') return asked.transactionStart ?? asked.now
  const start = profile.chargingSchedule.startSchedule ?? at
  const again = repetition(profile)
  if (again === undefined || asked.now < start) return start
  return start + Math.floor((asked.now - start) / again) * again
}

function repetition(profile: ChargingProfile): number | undefined {
  if (profile.chargingProfileKind !== 'Recurring') return undefined
  return profile.recurrencyKind === 'Weekly' ? 7 * daySpan : daySpan
}
