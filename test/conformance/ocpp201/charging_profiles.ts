import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { Station201 } from './station.ts'
import { accepted, rejected, told } from './told.ts'

type Purpose = 'TxDefaultProfile' | 'TxProfile' | 'ChargingStationMaxProfile'

/** Setting and clearing profiles. */
export const profiles: Readonly<Record<string, CaseEntry>> = {
  TC_K_01_CSMS: {
    by: 'host',
    must: 'the item sets a default limit for an EVSE, and the station reads it as one',
    async run(trial) {
      const station = await Station201.ready(trial, { SetChargingProfile: () => accepted })
      await trial.write('currentSet', 10)
      const call = station.got('SetChargingProfile').at(-1)
      assert.is(at(call, 'evseId'), 1)
      assert.is(at(call, 'chargingProfile.chargingProfilePurpose'), 'TxDefaultProfile')
      assert.is(at(call, 'chargingProfile.transactionId'), undefined)
      const schedule = at(call, 'chargingProfile.chargingSchedule.0')
      assert.is(at(schedule, 'chargingRateUnit'), 'A')
      assert.is(at(schedule, 'chargingSchedulePeriod.0.limit'), 10)
      await trial.shows({ currentSet: 10 })
    },
    twin: {
      must: 'a limit that the descriptor does not allow is never sent',
      async run(trial) {
        const station = await Station201.ready(trial, { SetChargingProfile: () => accepted })
        assert.is((await trial.server.write(`${trial.id}:1`, 'currentSet', 99)).status, 422)
        assert.equal(station.got('SetChargingProfile'), [])
      },
    },
  },
  TC_K_02_CSMS: sets('TxProfile', {
    must: 'a profile for a transaction that does not run is refused by the station',
    profile: { transactionId: 'T-0' },
    answer: rejected,
  }),
  TC_K_03_CSMS: sets('ChargingStationMaxProfile', {
    must: 'a limit of the station as a whole',
    evseId: 0,
  }),
  TC_K_04_CSMS: {
    by: 'host',
    must: 'a profile takes the place of the one with its id',
    async run(trial) {
      const station = await Station201.ready(trial, { SetChargingProfile: () => accepted })
      for (const limit of [16, 8]) {
        const payload = {
          evseId: 1,
          chargingProfile: profileOf('TxDefaultProfile', { id: 5 }, limit),
        }
        assert.equal(await trial.tell('SetChargingProfile', payload), accepted)
        assert.equal(station.got('SetChargingProfile').at(-1), payload)
      }
    },
  },
  TC_K_05_CSMS: told({
    must: 'a profile is cleared by its id',
    action: 'ClearChargingProfile',
    payload: { chargingProfileId: 5 },
    answer: accepted,
  }),
  TC_K_06_CSMS: told({
    must: 'a profile is cleared by what it is for and its level',
    action: 'ClearChargingProfile',
    payload: {
      chargingProfileCriteria: {
        chargingProfilePurpose: 'TxDefaultProfile',
        stackLevel: 1,
        evseId: 1,
      },
    },
    answer: accepted,
  }),
  TC_K_08_CSMS: told({
    must: 'there is nothing to clear, and the host is told so',
    action: 'ClearChargingProfile',
    payload: { chargingProfileId: 404 },
    answer: { status: 'Unknown' },
  }),
  TC_K_10_CSMS: sets('TxDefaultProfile', { must: 'a default limit for all EVSEs', evseId: 0 }),
  TC_K_15_CSMS: {
    by: 'host',
    must: 'a station that knows no profiles answers NotSupported, and the user is told so',
    async run(trial) {
      await Station201.ready(trial)
      const chargingProfile = profileOf('TxDefaultProfile')
      const { status, body } = await trial.ask('SetChargingProfile', { evseId: 1, chargingProfile })
      assert.is(status, 502)
      assert.match(JSON.stringify(body), 'NotImplemented')
      assert.not.equal((await trial.server.write(`${trial.id}:1`, 'currentSet', 10)).status, 200)
    },
  },
  TC_K_19_CSMS: sets('TxDefaultProfile', {
    must: 'a profile that comes back every day',
    profile: { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' },
  }),
  TC_K_37_CSMS: {
    by: 'host',
    must: 'a start from afar may bring a profile for the transaction, without its id',
    async run(trial) {
      const station = await Station201.ready(trial, { RequestStartTransaction: () => accepted })
      const idToken = await trial.card()
      const payload = {
        evseId: 1,
        remoteStartId: 33,
        idToken: { idToken, type: 'ISO14443' },
        chargingProfile: profileOf('TxProfile'),
      }
      assert.equal(await trial.tell('RequestStartTransaction', payload), accepted)
      assert.equal(station.got('RequestStartTransaction').at(-1), payload)
      const id = station.newTransaction()
      const start = { type: 'Started', trigger: 'RemoteStart', evse: 1, idToken } as const
      await station.event(id, { ...start, state: 'Charging', remoteStartId: 33, register: 0 })
      await trial.shows({ cps: 67, rfid: idToken, rfidAuth: 1 })
    },
  },
  TC_K_60_CSMS: {
    by: 'host',
    must: 'a profile for the transaction that runs carries its id',
    async run(trial) {
      const station = await Station201.ready(trial, { SetChargingProfile: () => accepted })
      const transactionId = await station.charge(await trial.card())
      const payload = { evseId: 1, chargingProfile: profileOf('TxProfile', { transactionId }) }
      assert.equal(await trial.tell('SetChargingProfile', payload), accepted)
      assert.equal(station.got('SetChargingProfile').at(-1), payload)
      await trial.shows({ cps: 67 })
    },
  },
  TC_K_70_CSMS: {
    by: 'host',
    must: 'several profiles are set one after the other',
    async run(trial) {
      const station = await Station201.ready(trial, { SetChargingProfile: () => accepted })
      const transactionId = await station.charge(await trial.card())
      const all = [
        { evseId: 0, chargingProfile: profileOf('ChargingStationMaxProfile', { id: 1 }, 32) },
        { evseId: 1, chargingProfile: profileOf('TxDefaultProfile', { id: 2 }, 16) },
        { evseId: 1, chargingProfile: profileOf('TxProfile', { id: 3, transactionId }, 8) },
      ]
      for (const payload of all)
        assert.equal(await trial.tell('SetChargingProfile', payload), accepted)
      assert.equal(station.got('SetChargingProfile'), all)
    },
  },
}

interface Setting {
  readonly must: string
  readonly profile?: object
  readonly evseId?: number
  readonly answer?: object
}

function sets(purpose: Purpose, { must, profile = {}, evseId = 1, answer = accepted }: Setting) {
  return told({
    must,
    action: 'SetChargingProfile',
    payload: { evseId, chargingProfile: profileOf(purpose, profile) },
    answer,
  })
}

function profileOf(purpose: Purpose, more: object = {}, limit = 16): object {
  return {
    id: 9,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    chargingSchedule: [
      {
        id: 1,
        startSchedule: '2026-01-15T10:00:00.000Z',
        duration: 86_400,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit }],
      },
    ],
    ...more,
  }
}
