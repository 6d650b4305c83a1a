import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { showsNotice, showsOperation } from '../records.ts'
import { Station201 } from './station.ts'

const iso15118 =
  'The host would have to make schedules from what the vehicle needs (ISO 15118), which is the ' +
  'part of an energy manager; its NotifyEVChargingNeeds is answered Rejected, so that no station waits'

/** Limits that others set, and vehicles that tell their needs. */
export const limits: Readonly<Record<string, CaseEntry>> = {
  TC_K_48_CSMS: external('a limit from elsewhere, while nobody charges', false),
  TC_K_50_CSMS: released('while nobody charges', false),
  TC_K_51_CSMS: released('while somebody charges', true),
  TC_K_52_CSMS: {
    by: 'station',
    must: 'a profile from elsewhere is told in a report nobody asked for, and taken',
    async run(trial) {
      const station = await Station201.ready(trial)
      const report = {
        requestId: 0,
        chargingLimitSource: 'SO',
        evseId: 0,
        chargingProfile: [
          {
            id: 3,
            stackLevel: 0,
            chargingProfilePurpose: 'ChargingStationExternalConstraints',
            chargingProfileKind: 'Absolute',
            chargingSchedule: [schedule(3)],
          },
        ],
      }
      assert.equal(await station.call('ReportChargingProfiles', report), {})
      await showsOperation(trial, { kind: 'charging-profiles', action: null, parts: 1 })
    },
  },
  TC_K_53_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
  TC_K_55_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
  TC_K_57_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
  TC_K_58_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
  TC_K_59_CSMS: {
    by: 'station',
    must: 'a vehicle that tells its needs is answered, and its schedule taken',
    async run(trial) {
      const station = await Station201.ready(trial)
      await station.charge(await trial.card())
      const needs = {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'AC_three_phase',
          acChargingParameters: {
            energyAmount: 9000,
            evMinCurrent: 6,
            evMaxCurrent: 16,
            evMaxVoltage: 400,
          },
        },
      }
      assert.is(at(await station.call('NotifyEVChargingNeeds', needs), 'status'), 'Rejected')
      const plan = { timeBase: trial.time(), evseId: 1, chargingSchedule: schedule(16) }
      assert.is(at(await station.call('NotifyEVChargingSchedule', plan), 'status'), 'Accepted')
      await showsNotice(trial, 'NotifyEVChargingNeeds', needs)
      await trial.shows({ cps: 67 })
    },
  },
}

function schedule(limit: number): object {
  return { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] }
}

function external(must: string, charging: boolean): CaseEntry {
  return {
    by: 'station',
    must: `${must}, is taken and shown`,
    async run(trial) {
      const station = await Station201.ready(trial)
      if (charging) await station.charge(await trial.card())
      const limit = {
        evseId: 1,
        chargingLimit: { chargingLimitSource: 'SO', isGridCritical: true },
        chargingSchedule: [schedule(6)],
      }
      assert.equal(await station.call('NotifyChargingLimit', limit), {})
      await showsNotice(trial, 'NotifyChargingLimit', limit)
    },
  }
}

function released(when: string, charging: boolean): CaseEntry {
  return {
    by: 'station',
    must: `a limit from elsewhere is over, ${when}`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const id = charging ? await station.charge(await trial.card()) : undefined
      const over = { chargingLimitSource: 'SO', evseId: 1 }
      assert.equal(await station.call('ClearedChargingLimit', over), {})
      if (id !== undefined) {
        await station.event(id, { trigger: 'ChargingRateChanged', state: 'Charging' })
        await trial.shows({ cps: 67 })
      }
      await showsNotice(trial, 'ClearedChargingLimit', over)
    },
  }
}
