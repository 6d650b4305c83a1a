import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

/** What profiles a station has, and what they come to. */
export const reported: Readonly<Record<string, CaseEntry>> = {
  TC_K_29_CSMS: reports('of the station', { evseId: 0, chargingProfile: {} }),
  TC_K_30_CSMS: reports('of an EVSE', { evseId: 1, chargingProfile: {} }),
  TC_K_31_CSMS: reports('of everything', { chargingProfile: {} }),
  TC_K_32_CSMS: reports('by its id', { chargingProfile: { chargingProfileId: [9] } }),
  TC_K_33_CSMS: reports('of an EVSE on a level', { evseId: 1, chargingProfile: { stackLevel: 1 } }),
  TC_K_34_CSMS: reports('of an EVSE from a source', {
    evseId: 1,
    chargingProfile: { chargingLimitSource: ['CSO'] },
  }),
  TC_K_35_CSMS: reports('of an EVSE for a purpose', {
    evseId: 1,
    chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' },
  }),
  TC_K_36_CSMS: reports('of an EVSE for a purpose on a level', {
    evseId: 1,
    chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 },
  }),
  TC_K_43_CSMS: schedule('an EVSE', 1),
  TC_K_44_CSMS: schedule('the station', 0),
}

function reports(which: string, criteria: object): CaseEntry {
  return {
    by: 'host',
    must: `the profiles ${which} are asked for, and their reports are on record`,
    async run(trial) {
      const station = await Station201.ready(trial, { GetChargingProfiles: () => accepted })
      const payload = { requestId: 44, ...criteria }
      assert.equal(await trial.tell('GetChargingProfiles', payload), accepted)
      assert.equal(station.got('GetChargingProfiles').at(-1), payload)
      for (const tbc of [true, false]) {
        await station.call('ReportChargingProfiles', {
          requestId: 44,
          chargingLimitSource: 'CSO',
          evseId: 1,
          tbc,
          chargingProfile: [profile],
        })
      }
      const done = { kind: 'charging-profiles', request: 44, state: 'done', parts: 2 }
      await showsOperation(trial, done)
    },
    twin: {
      must: 'a station that has none says so',
      async run(trial) {
        const answer = { status: 'NoProfiles' }
        await Station201.ready(trial, { GetChargingProfiles: () => answer })
        const payload = { requestId: 45, ...criteria }
        assert.equal(await trial.tell('GetChargingProfiles', payload), answer)
        await showsOperation(trial, { request: 45, state: 'done', answer: 'NoProfiles', parts: 0 })
      },
    },
  }
}

function schedule(what: string, evseId: number): CaseEntry {
  const chargingSchedulePeriod = [{ startPeriod: 0, limit: 10 }]
  return told({
    must: `what the profiles of ${what} come to is asked for`,
    action: 'GetCompositeSchedule',
    payload: { duration: 300, evseId, chargingRateUnit: 'A' },
    answer: {
      ...accepted,
      schedule: {
        evseId,
        duration: 300,
        scheduleStart: '2026-01-15T10:00:00.000Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod,
      },
    },
  })
}

const profile = {
  id: 9,
  stackLevel: 1,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [
    { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
  ],
}
