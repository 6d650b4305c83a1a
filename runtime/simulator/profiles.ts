import {
  type InstalledProfile,
  type LimitQuestion,
  limitAt,
  nextChange,
  nominalVoltage,
} from './limits.ts'
import type { ChargingProfile } from './profile_schema.ts'

/** What a profile must match to be cleared; a member left out matches all. */
export interface ClearCriteria {
  readonly id?: number | undefined
  readonly connectorId?: number | undefined
  readonly chargingProfilePurpose?: string | undefined
  readonly stackLevel?: number | undefined
}

/** Limits of a time to come, as GetCompositeSchedule answers them. */
export interface CompositePeriod {
  readonly startPeriod: number
  readonly limit: number
  readonly numberPhases: number
}

/** The charging profiles of one station. */
export class ProfileStore {
  #installed: readonly InstalledProfile[] = []

  /** All profiles in force. */
  get all(): readonly InstalledProfile[] {
    return this.#installed
  }

  /** Installs a profile in place of one with the same id, or the same connector, purpose and level. */
  install(connector: number, profile: ChargingProfile, at: number): void {
    const kept = this.#installed.filter(
      (one) =>
        one.profile.chargingProfileId !== profile.chargingProfileId &&
        !(
          one.connector === connector &&
          one.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
          one.profile.stackLevel === profile.stackLevel
        ),
    )
    this.#installed = [...kept, { connector, profile, at }]
  }

  /** Removes what matches. @returns how many */
  clear(criteria: ClearCriteria): number {
    const before = this.#installed.length
    this.#installed = this.#installed.filter((one) => !matches(one, criteria))
    return before - this.#installed.length
  }

  /** Removes the profiles of a transaction that ended. */
  endTransaction(connector: number): void {
    this.clear({ connectorId: connector, chargingProfilePurpose: 'TxProfile' })
  }

  /** The limits of the next `duration` seconds. */
  composite(
    asked: LimitQuestion,
    { duration, unit }: { readonly duration: number; readonly unit: 'A' | 'W' },
  ): CompositePeriod[] {
    const periods: CompositePeriod[] = []
    const end = asked.now + duration * 1000
    // A transaction that might start meanwhile is not looked at: what is relative starts now.
    const question = { ...asked, transactionStart: asked.transactionStart ?? asked.now }
    let time: number | undefined = asked.now
    while (time !== undefined && time < end && periods.length < 100) {
      const { current, phases } = limitAt(this.#installed, { ...question, now: time })
      const limit = unit === 'A' ? current : current * phases * nominalVoltage
      const rounded = Math.round(limit * 10) / 10
      const last = periods.at(-1)
      if (last?.limit !== rounded || last.numberPhases !== phases) {
        const startPeriod = Math.round((time - asked.now) / 1000)
        periods.push({ startPeriod, limit: rounded, numberPhases: phases })
      }
      time = nextChange(this.#installed, { ...question, now: time })
    }
    return periods
  }
}

function matches(one: InstalledProfile, criteria: ClearCriteria): boolean {
  const { profile } = one
  if (criteria.id !== undefined) return profile.chargingProfileId === criteria.id
  return (
    (criteria.connectorId === undefined || criteria.connectorId === one.connector) &&
    (criteria.chargingProfilePurpose === undefined ||
      criteria.chargingProfilePurpose === profile.chargingProfilePurpose) &&
    (criteria.stackLevel === undefined || criteria.stackLevel === profile.stackLevel)
  )
}
