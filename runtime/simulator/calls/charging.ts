import * as v from 'valibot'
import { highestStackLevel, longestSchedule } from '../configuration.ts'
import {
  type ChargingProfile,
  profilePurposes,
  profileSchema,
  rateUnits,
} from '../profile_schema.ts'
import { type Box, type CallRow, meant, natural, row, status, whole } from './row.ts'

/** Charging profiles. */
export const chargingRows: Readonly<Record<string, CallRow>> = {
  SetChargingProfile: row(
    v.object({ connectorId: natural, csChargingProfiles: profileSchema }),
    ({ connectorId, csChargingProfiles: profile }, box) => {
      if (!isUsable(connectorId, profile, box)) return status('Rejected')
      box.profiles.install(connectorId, profile, box.clock.now())
      return status('Accepted', () => box.settle())
    },
  ),
  ClearChargingProfile: row(
    v.object({
      id: v.optional(whole),
      connectorId: v.optional(natural),
      chargingProfilePurpose: v.optional(profilePurposes),
      stackLevel: v.optional(natural),
    }),
    (criteria, box) =>
      box.profiles.clear(criteria) > 0 ? status('Accepted', () => box.settle()) : status('Unknown'),
  ),
  GetCompositeSchedule: row(
    v.object({
      connectorId: natural,
      duration: natural,
      chargingRateUnit: v.optional(rateUnits, 'A'),
    }),
    ({ connectorId, duration, chargingRateUnit: unit }, box) => {
      const [connector] = meant(box, connectorId)
      if (!connector) return status('Rejected')
      const asked = { ...connector.question, connector: connectorId }
      const periods = box.profiles.composite(asked, { duration, unit })
      const now = new Date(asked.now).toISOString()
      return {
        answer: {
          status: 'Accepted',
          connectorId,
          scheduleStart: now,
          chargingSchedule: {
            duration,
            startSchedule: now,
            chargingRateUnit: unit,
            chargingSchedulePeriod: periods,
          },
        },
      }
    },
  ),
}

function isUsable(connectorId: number, profile: ChargingProfile, box: Box): boolean {
  const { chargingProfilePurpose: purpose, chargingSchedule: schedule } = profile
  if (meant(box, connectorId).length === 0) return false
  if (profile.stackLevel > highestStackLevel) return false
  if (schedule.chargingSchedulePeriod.length > longestSchedule) return false
  if (schedule.chargingSchedulePeriod[0]?.startPeriod !== 0) return false
  if (box.profiles.all.length >= box.configuration.number('MaxChargingProfilesInstalled')) {
    return box.profiles.all.some(
      (one) => one.profile.chargingProfileId === profile.chargingProfileId,
    )
  }
  if (purpose === 'ChargePointMaxProfile') return connectorId === 0
  if (purpose === 'TxDefaultProfile') return true
  const session = connectorId > 0 ? meant(box, connectorId)[0]?.session : undefined
  if (!session) return false
  return profile.transactionId === undefined || profile.transactionId === session.number
}
