import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

const accepted = () => ({ status: 'Accepted' })

/** Limits of a session, a connector and a station. */
export const charging = group('Smart charging', {
  TC_056_CSMS: {
    by: 'host',
    must: 'a limit for whatever comes is a TxDefaultProfile, and names no transaction',
    async run(trial) {
      const station = await Station16.ready(trial, { SetChargingProfile: accepted })
      await station.status('Preparing')
      await trial.write('currentSet', 13)
      const [call] = station.got('SetChargingProfile')
      const sent = at(call, 'csChargingProfiles')
      assert.is(at(call, 'connectorId'), 1)
      assert.is(at(sent, 'chargingProfilePurpose'), 'TxDefaultProfile')
      assert.is(at(sent, 'transactionId'), undefined)
      assert.is(at(sent, 'chargingSchedule.chargingSchedulePeriod.0.limit'), 13)
      await takes(trial, station, { connectorId: 1, csChargingProfiles: profile() })
      await trial.shows({ phasesSet: 1 })
    },
    twin: {
      must: 'one that names a transaction is not sent',
      async run(trial) {
        const station = await Station16.ready(trial, { SetChargingProfile: accepted })
        const csChargingProfiles = { ...profile(), transactionId: 5 }
        const call = { connectorId: 1, csChargingProfiles }
        assert.is((await trial.ask('SetChargingProfile', call)).status, 422)
        assert.equal(station.got('SetChargingProfile'), [])
        await trial.shows({ phasesSet: 3 })
      },
    },
  },
  TC_057_CSMS: {
    by: 'host',
    must: 'a limit of the running transaction is a TxProfile that names it',
    async run(trial) {
      const station = await Station16.ready(trial, { SetChargingProfile: accepted })
      const transactionId = await station.charge(await trial.card())
      const csChargingProfiles = { ...profile('TxProfile'), transactionId }
      await takes(trial, station, { connectorId: 1, csChargingProfiles })
      await trial.shows({ phasesSet: 1, cps: 67 })
    },
    twin: {
      must: 'one of another transaction that the station refuses counts for nothing',
      async run(trial) {
        const station = await Station16.ready(trial, {
          SetChargingProfile: () => ({ status: 'Rejected' }),
        })
        const id = await station.charge(await trial.card())
        const csChargingProfiles = { ...profile('TxProfile'), transactionId: id + 1 }
        const call = { connectorId: 1, csChargingProfiles }
        assert.equal(await trial.tell('SetChargingProfile', call), { status: 'Rejected' })
        await trial.shows({ phasesSet: 3 })
      },
    },
  },
  TC_059_CSMS: {
    by: 'host',
    must: 'a start from afar carries a TxProfile for the transaction to come',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
      const card = await trial.card()
      const chargingProfile = profile('TxProfile')
      const start = { connectorId: 1, idTag: card, chargingProfile }
      await station.status('Preparing')
      assert.equal(await trial.tell('RemoteStartTransaction', start), { status: 'Accepted' })
      assert.equal(station.got('RemoteStartTransaction'), [start])
      assert.is(await station.authorize(card), 'Accepted')
      const { id } = await station.start(card)
      await station.status('Charging')
      await trial.shows({ cps: 67, rfid: card })
      await trial.showsRemoteStarts({ state: 'started', transactionId: `${id}` })
    },
    twin: {
      must: 'one that names a transaction, or of another purpose, is not sent',
      async run(trial) {
        const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
        for (const wrong of [
          { transactionId: 5 },
          { chargingProfilePurpose: 'TxDefaultProfile' },
        ]) {
          const chargingProfile = { ...profile('TxProfile'), ...wrong }
          const start = { connectorId: 1, idTag: 'CARD', chargingProfile }
          assert.is((await trial.ask('RemoteStartTransaction', start)).status, 422)
        }
        assert.equal(station.got('RemoteStartTransaction'), [])
      },
    },
  },
  TC_066_CSMS: {
    by: 'host',
    must: 'two profiles are set, and the schedule they make is read',
    async run(trial) {
      const chargingSchedule = {
        duration: 300,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 6, numberPhases: 1 },
          { startPeriod: 120, limit: 10, numberPhases: 1 },
        ],
      }
      const answer = {
        status: 'Accepted',
        connectorId: 1,
        scheduleStart: trial.time(),
        chargingSchedule,
      }
      const station = await Station16.ready(trial, {
        SetChargingProfile: accepted,
        GetCompositeSchedule: () => answer,
      })
      const max = profile('ChargePointMaxProfile')
      await takes(trial, station, { connectorId: 0, csChargingProfiles: max })
      await takes(trial, station, { connectorId: 1, csChargingProfiles: profile() })
      const wish = { connectorId: 1, duration: 300, chargingRateUnit: 'A' }
      assert.equal(await trial.tell('GetCompositeSchedule', wish), answer)
      assert.equal(station.got('GetCompositeSchedule'), [wish])
    },
  },
  TC_067_CSMS: {
    by: 'host',
    must: 'profiles of a station and of a connector are set and cleared',
    async run(trial) {
      const station = await Station16.ready(trial, {
        SetChargingProfile: accepted,
        ClearChargingProfile: accepted,
      })
      const max = profile('ChargePointMaxProfile')
      await takes(trial, station, { connectorId: 0, csChargingProfiles: max })
      await takes(trial, station, { connectorId: 1, csChargingProfiles: profile() })
      for (const clear of [
        { id: profile().chargingProfileId },
        { connectorId: 0, chargingProfilePurpose: 'ChargePointMaxProfile' },
        {},
      ]) {
        assert.equal(await trial.tell('ClearChargingProfile', clear), { status: 'Accepted' })
        assert.equal(station.got('ClearChargingProfile').at(-1), clear)
      }
    },
    twin: {
      must: 'a limit of the whole station on one connector is not sent; nothing to clear is Unknown',
      async run(trial) {
        const station = await Station16.ready(trial, {
          SetChargingProfile: accepted,
          ClearChargingProfile: () => ({ status: 'Unknown' }),
        })
        const max = { connectorId: 1, csChargingProfiles: profile('ChargePointMaxProfile') }
        assert.is((await trial.ask('SetChargingProfile', max)).status, 422)
        assert.equal(station.got('SetChargingProfile'), [])
        assert.equal(await trial.tell('ClearChargingProfile', { id: 99 }), { status: 'Unknown' })
      },
    },
  },
})

/** A profile of 6 A on one phase. */
function profile(chargingProfilePurpose = 'TxDefaultProfile') {
  return {
    chargingProfileId: 7,
    stackLevel: 0,
    chargingProfilePurpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 1 }],
    },
  }
}

/** Sends a profile by hand, which the station takes as it is. */
async function takes(trial: Trial, station: Station16, call: object): Promise<void> {
  assert.equal(await trial.tell('SetChargingProfile', call), { status: 'Accepted' })
  assert.equal(station.got('SetChargingProfile').at(-1), call)
}
