import * as v from 'valibot'

const whole = v.pipe(v.number(), v.integer())
const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
  v.transform((text) => Date.parse(text)),
)

/** Units of a limit. */
export const rateUnits = v.picklist(['A', 'W'])
/** What a charging profile is for. */
export const profilePurposes = v.picklist([
  'ChargePointMaxProfile',
  'TxDefaultProfile',
  'TxProfile',
])

/** A charging profile as a server sends it; times become ms since the epoch. */
export const profileSchema = v.object({
  chargingProfileId: whole,
  transactionId: v.optional(whole),
  stackLevel: natural,
  chargingProfilePurpose: profilePurposes,
  chargingProfileKind: v.picklist(['Absolute', 'Recurring', 'Relative']),
  recurrencyKind: v.optional(v.picklist(['Daily', 'Weekly'])),
  validFrom: v.optional(time),
  validTo: v.optional(time),
  chargingSchedule: v.object({
    duration: v.optional(natural),
    startSchedule: v.optional(time),
    chargingRateUnit: rateUnits,
    chargingSchedulePeriod: v.pipe(
      v.array(
        v.object({
          startPeriod: natural,
          limit: v.pipe(v.number(), v.minValue(0)),
          numberPhases: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3))),
        }),
      ),
      v.minLength(1),
    ),
    minChargingRate: v.optional(v.number()),
  }),
})

/** A charging profile. */
export type ChargingProfile = v.InferOutput<typeof profileSchema>
