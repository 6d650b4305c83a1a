import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted } from './told.ts'
import type { Happening } from './transaction_event.ts'

/** Ways in which a transaction ends. */
export const stops: Readonly<Record<string, CaseEntry>> = {
  TC_E_07_CSMS: ends('the power path opens, by a card', {
    trigger: 'StopAuthorized',
    stopped: 'Local',
    byCard: true,
  }),
  TC_E_08_CSMS: ends('energy stops to flow, by a card', {
    trigger: 'StopAuthorized',
    stopped: 'Local',
    byCard: true,
    before: { trigger: 'ChargingStateChanged', state: 'SuspendedEVSE' },
  }),
  TC_E_14_CSMS: ends('the cable is pulled at the station', {
    trigger: 'EVCommunicationLost',
    state: 'Idle',
    stopped: 'EVDisconnected',
  }),
  TC_E_15_CSMS: ends('the card is shown again', {
    trigger: 'StopAuthorized',
    stopped: 'Local',
    byCard: true,
  }),
  TC_E_16_CSMS: {
    by: 'station',
    must: 'a card that is no good any more ends the transaction that began with it',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card({ status: 'Invalid' })
      const id = station.newTransaction()
      await station.status('Occupied')
      const start = { type: 'Started', trigger: 'Authorized', state: 'EVConnected' } as const
      const answer = await station.event(id, { ...start, evse: 1, idToken, register: 1000 })
      assert.is(at(answer, 'idTokenInfo.status'), 'Invalid')
      await station.end(id, { trigger: 'Deauthorized', stopped: 'DeAuthorized', register: 1000 })
      await trial.shows({ cps: 66, rfidAuth: 0, energy: 0 })
      await showsTransactions(trial, [{ idTag: idToken, energy: 0, stopReason: 'DeAuthorized' }])
    },
  },
  TC_E_17_CSMS: {
    by: 'station',
    must: 'told that its card is no good, it suspends, and ends when the vehicle leaves',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card({ status: 'Blocked' })
      const id = station.newTransaction()
      await station.status('Occupied')
      const start = { type: 'Started', trigger: 'Authorized', state: 'EVConnected' } as const
      const answer = await station.event(id, { ...start, evse: 1, idToken, register: 10 })
      assert.is(at(answer, 'idTokenInfo.status'), 'Blocked')
      await station.event(id, { trigger: 'Deauthorized', state: 'SuspendedEVSE' })
      await trial.shows({ cps: 66, rfidAuth: 0 })
      const left = { trigger: 'EVCommunicationLost', state: 'Idle', stopped: 'EVDisconnected' }
      await station.end(id, { ...left, register: 10 })
      await station.unplug()
      await trial.shows({ cps: 65, rfidAuth: 0 })
      await showsTransactions(trial, [{ idTag: idToken, energy: 0 }])
    },
  },
  TC_E_19_CSMS: ends('the parking bay is left', {
    trigger: 'EVDeparted',
    state: 'Idle',
    stopped: 'Local',
  }),
  TC_E_20_CSMS: ends('the cable is pulled at the vehicle', {
    trigger: 'EVCommunicationLost',
    state: 'Idle',
    stopped: 'EVDisconnected',
    before: { trigger: 'EVCommunicationLost', state: 'SuspendedEV' },
  }),
  TC_E_21_CSMS: {
    by: 'host',
    must: 'stopped from afar: the station is told its own transaction, and its end is on record',
    async run(trial) {
      const station = await Station201.ready(trial, { RequestStopTransaction: () => accepted })
      const idTag = await trial.card()
      const transactionId = await station.charge(idTag)
      await trial.write('rfidStop', '1')
      assert.equal(station.got('RequestStopTransaction'), [{ transactionId }])
      await station.end(transactionId, { trigger: 'RemoteStop', stopped: 'Remote' })
      await trial.shows({ cps: 66, rfidAuth: 0 })
      await station.unplug()
      await trial.shows({ cps: 65 })
      await showsTransactions(trial, [{ idTag, stopReason: 'Remote', energy: 1000 }])
    },
    twin: {
      must: 'with nothing to stop, the station is not called and the user told so',
      async run(trial) {
        const station = await Station201.ready(trial, { RequestStopTransaction: () => accepted })
        assert.is((await trial.server.write(`${trial.id}:1`, 'rfidStop', '1')).status, 409)
        assert.equal(station.got('RequestStopTransaction'), [])
      },
    },
  },
  TC_E_22_CSMS: ends('the vehicle takes no more', {
    trigger: 'ChargingStateChanged',
    state: 'SuspendedEV',
    stopped: 'StoppedByEV',
  }),
  TC_E_26_CSMS: {
    by: 'station',
    must: 'the cable is pulled at the vehicle and put back: the transaction waits and goes on',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag)
      await station.event(id, { trigger: 'EVCommunicationLost', state: 'Idle', register: 1200 })
      await showsTransactions(trial, [{ idTag, stoppedAt: null }])
      await trial.pass(30)
      await station.event(id, { trigger: 'CablePluggedIn', state: 'EVConnected' })
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await trial.shows({ cps: 67, rfid: idTag, rfidAuth: 1, energy: 200 })
      await station.end(id, { register: 1300, stopped: 'Local' })
      await showsTransactions(trial, [{ idTag, energy: 300, stopReason: 'Local' }])
    },
  },
  TC_E_39_CSMS: {
    by: 'station',
    must: 'nobody plugs in: the transaction ends by itself, with nothing charged',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card()
      await station.authorize(idToken)
      const id = station.newTransaction()
      await station.event(id, {
        type: 'Started',
        trigger: 'Authorized',
        evse: 1,
        idToken,
        register: 5,
      })
      await trial.pass(60)
      const how = { trigger: 'EVConnectTimeout', state: 'Idle', stopped: 'Timeout', register: 5 }
      await station.end(id, how)
      await trial.shows({ cps: 65, rfidAuth: 0 })
      await showsTransactions(trial, [{ idTag: idToken, energy: 0, stopReason: 'Timeout' }])
    },
  },
}

interface Ending extends Pick<Happening, 'trigger' | 'state' | 'stopped'> {
  /** Whether a card is shown for it. */
  readonly byCard?: boolean
  /** What is told of the transaction just before. */
  readonly before?: Happening
}

function ends(when: string, { byCard = false, before, ...how }: Ending): CaseEntry {
  return {
    by: 'station',
    must: `the transaction ends when ${when}, and is on record with what was charged`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag, { register: 1000 })
      await station.event(id, { register: 1400 })
      if (byCard) assert.is(await station.authorize(idTag), 'Accepted')
      if (before !== undefined) await station.event(id, before)
      await trial.pass(5)
      const answer = await station.end(id, { ...how, ...(byCard ? { idToken: idTag } : {}) })
      assert.is(at(answer, 'idTokenInfo.status'), byCard ? 'Accepted' : undefined)
      await station.unplug()
      await trial.shows({ cps: 65, rfidAuth: 0, energy: 1000, power: 0, current: 0 })
      const stopReason = how.stopped
      await showsTransactions(trial, [
        { idTag, connector: 1, meterStart: 1000, meterStop: 2000, energy: 1000, stopReason },
      ])
    },
    twin: {
      must: 'an end that another station tells of it ends nothing',
      async run(trial) {
        const station = await Station201.ready(trial)
        const idTag = await trial.card()
        const id = await station.charge(idTag)
        const other = await Station201.connect(trial, { identity: `${trial.id}-B` })
        await other.boot()
        await other.end(id, { ...how, evse: 1 })
        await trial.shows({ cps: 67, rfidAuth: 1 })
        await showsTransactions(trial, [{ idTag, stoppedAt: null }])
      },
    },
  }
}
