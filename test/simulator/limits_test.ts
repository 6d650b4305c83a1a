import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type InstalledProfile,
  type LimitQuestion,
  limitAt,
  nextChange,
} from '../../runtime/simulator/limits.ts'
import type { ChargingProfile } from '../../runtime/simulator/profile_schema.ts'
import { ProfileStore } from '../../runtime/simulator/profiles.ts'

const midnight = Date.UTC(2025, 0, 6)
const hour = 3_600_000
const hardware = { current: 32, phases: 3 }

function profile(limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
    ...more,
  }
}

function on(connector: number, one: ChargingProfile): InstalledProfile {
  return { connector, profile: one, at: midnight }
}

function asked(more: Partial<LimitQuestion> = {}): LimitQuestion {
  return { connector: 1, now: midnight + hour, hardware, sharers: 1, ...more }
}

test('limitAt() without profiles is what the hardware can do', () => {
  assert.equal(limitAt([], asked()), hardware)
})

test('limitAt() is never above the hardware', () => {
  assert.is(limitAt([on(1, profile(80))], asked()).current, 32)
})

test('limitAt() takes the profile of the transaction before the default', () => {
  const profiles = [on(1, profile(10)), on(1, profile(20, { chargingProfilePurpose: 'TxProfile' }))]
  assert.is(limitAt(profiles, asked()).current, 20)
})

test('limitAt() takes the higher stack level, then the one for the connector itself', () => {
  const levels = [on(1, profile(10)), on(0, profile(20, { stackLevel: 3 }))]
  assert.is(limitAt(levels, asked()).current, 20)
  assert.is(limitAt([on(0, profile(20)), on(1, profile(10))], asked()).current, 10)
})

test('limitAt() falls through a profile that is over or not yet valid', () => {
  const later = profile(20, { stackLevel: 5, validFrom: midnight + 2 * hour })
  const over = profile(25, { stackLevel: 4, validTo: midnight + hour })
  const short = profile(30, {
    stackLevel: 3,
    chargingSchedule: { ...profile(30).chargingSchedule, duration: 3600 },
  })
  const profiles = [later, over, short, profile(8)].map((one) => on(1, one))
  assert.is(limitAt(profiles, asked()).current, 8)
  assert.is(limitAt(profiles, asked({ now: midnight + 2 * hour })).current, 20)
  assert.is(limitAt(profiles, asked({ now: midnight })).current, 25)
})

test('limitAt() turns watts into amperes of the phases they are for', () => {
  const watts = (numberPhases: number) =>
    on(
      1,
      profile(0, {
        chargingSchedule: {
          chargingRateUnit: 'W',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 2300, numberPhases }],
        },
      }),
    )
  assert.equal(limitAt([watts(1)], asked()), { current: 10, phases: 1 })
  assert.is(limitAt([watts(2)], asked()).current, 5)
})

test('limitAt() shares the limit of the station', () => {
  const station = on(0, profile(24, { chargingProfilePurpose: 'ChargePointMaxProfile' }))
  assert.is(limitAt([station], asked({ sharers: 2 })).current, 12)
  assert.is(limitAt([station, on(1, profile(8))], asked({ sharers: 2 })).current, 8)
  assert.is(limitAt([station], asked({ sharers: 0 })).current, 24)
})

test('limitAt() counts a relative schedule from the start of the transaction', () => {
  const relative = on(
    1,
    profile(0, {
      chargingProfileKind: 'Relative',
      chargingSchedule: {
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 10 },
          { startPeriod: 60, limit: 20 },
        ],
      },
    }),
  )
  const start = midnight + hour
  assert.is(
    limitAt([relative], asked({ transactionStart: start, now: start + 59_999 })).current,
    10,
  )
  assert.is(
    limitAt([relative], asked({ transactionStart: start, now: start + 60_000 })).current,
    20,
  )
  assert.is(nextChange([relative], asked({ transactionStart: start, now: start })), start + 60_000)
})

for (const [recurrencyKind, days] of [
  ['Daily', 1],
  ['Weekly', 7],
] as const) {
  test(`limitAt() repeats a ${recurrencyKind} schedule`, () => {
    const night = on(
      1,
      profile(0, {
        chargingProfileKind: 'Recurring',
        recurrencyKind,
        chargingSchedule: {
          startSchedule: midnight,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 16 },
            { startPeriod: 6 * 3600, limit: 6 },
          ],
        },
      }),
    )
    const later = midnight + 3 * days * 24 * hour
    assert.is(limitAt([night], asked({ now: later + 5 * hour })).current, 16)
    assert.is(limitAt([night], asked({ now: later + 7 * hour })).current, 6)
    const next = nextChange([night], asked({ now: later + 7 * hour }))
    assert.is(next, later + days * 24 * hour)
  })
}

test('ProfileStore replaces the same id, and the same connector, purpose and level', () => {
  const store = new ProfileStore()
  store.install(1, profile(10), midnight)
  store.install(2, profile(11), midnight)
  assert.equal(
    store.all.map(({ connector }) => connector),
    [2],
  )
  store.install(2, profile(12, { chargingProfileId: 2 }), midnight)
  assert.is(store.all.length, 1)
  store.install(1, profile(13, { chargingProfileId: 3 }), midnight)
  assert.is(store.all.length, 2)
  assert.is(store.clear({ connectorId: 1 }), 1)
  assert.is(store.clear({ stackLevel: 1 }), 0)
  assert.is(store.clear({}), 1)
})

test('ProfileStore tells the limits to come in the unit that is asked for', () => {
  const store = new ProfileStore()
  store.install(1, profile(10), midnight)
  const watts = store.composite(asked(), { duration: 60, unit: 'W' })
  assert.equal(watts, [{ startPeriod: 0, limit: 6900, numberPhases: 3 }])
})

test.run()
