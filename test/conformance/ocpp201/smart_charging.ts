import { group } from '../case.ts'
import { limits } from './charging_limits.ts'
import { profiles } from './charging_profiles.ts'
import { reported } from './charging_reports.ts'

/** K: how much may be charged. */
export const smartCharging = group('K Smart Charging', { ...profiles, ...reported, ...limits })
