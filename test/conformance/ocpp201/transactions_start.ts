import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { showsTransactions, transactions } from '../records.ts'
import { Station201 } from './station.ts'
import type { Happening } from './transaction_event.ts'

/** Ways in which a transaction begins. */
export const starts: Readonly<Record<string, CaseEntry>> = {
  TC_E_01_CSMS: begins('when the power path closes', {
    trigger: 'ChargingStateChanged',
    state: 'SuspendedEVSE',
    card: true,
  }),
  TC_E_02_CSMS: begins('when energy flows', {
    trigger: 'ChargingStateChanged',
    state: 'Charging',
    card: true,
  }),
  TC_E_03_CSMS: {
    by: 'station',
    must: 'cable first, then the card: one transaction that charges',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag, { register: 500 })
      await trial.shows({ cps: 67, cablePlugged: 1, rfid: idTag, rfidAuth: 1 })
      await showsTransactions(trial, [
        { idTag, connector: 1, address: `${trial.id}:1`, meterStart: 500, stoppedAt: null },
      ])
      await station.event(id, { register: 900 })
      await trial.shows({ energy: 400 })
    },
    twin: {
      must: 'the same start told twice is one transaction still',
      async run(trial) {
        const station = await Station201.ready(trial)
        const id = station.newTransaction()
        const start = { type: 'Started', trigger: 'CablePluggedIn', evse: 1, seqNo: 0 } as const
        await station.event(id, { ...start, register: 100 })
        await station.event(id, { ...start, register: 100 })
        assert.is((await transactions(trial)).length, 1)
      },
    },
  },
  TC_E_04_CSMS: {
    by: 'station',
    must: 'card first, then the cable: one transaction that charges',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card()
      assert.is(await station.authorize(idToken), 'Accepted')
      await trial.shows({ cps: 65, rfid: idToken, rfidAuth: 1 })
      const id = station.newTransaction()
      await station.event(id, {
        type: 'Started',
        trigger: 'Authorized',
        evse: 1,
        idToken,
        register: 0,
      })
      await station.status('Occupied')
      await station.event(id, { trigger: 'CablePluggedIn', state: 'EVConnected' })
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await trial.shows({ cps: 67, rfid: idToken, rfidAuth: 1 })
      await showsTransactions(trial, [{ idTag: idToken, meterStart: 0, stoppedAt: null }])
    },
  },
  TC_E_09_CSMS: begins('when the vehicle is connected', {
    trigger: 'CablePluggedIn',
    state: 'EVConnected',
    card: false,
  }),
  TC_E_10_CSMS: begins('when a card is accepted', { trigger: 'Authorized', card: true }),
  TC_E_11_CSMS: begins('when the first signed value is there', {
    trigger: 'SignedDataReceived',
    state: 'EVConnected',
    card: true,
    values: [signed(1000)],
  }),
  TC_E_12_CSMS: begins('when the parking bay is occupied', {
    trigger: 'EVDetected',
    card: false,
  }),
  TC_E_38_CSMS: {
    by: 'station',
    must: 'a vehicle that is not ready suspends, and charges when it is',
    async run(trial) {
      const station = await Station201.ready(trial)
      const id = station.newTransaction()
      const idToken = await trial.card()
      await station.status('Occupied')
      const begin = { type: 'Started', trigger: 'CablePluggedIn', state: 'EVConnected' } as const
      await station.event(id, { ...begin, evse: 1, register: 0 })
      await station.authorize(idToken)
      await station.event(id, { trigger: 'Authorized', idToken })
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'SuspendedEV' })
      await trial.shows({ cps: 66, chargeRequest: 0, rfidAuth: 1 })
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await trial.shows({ cps: 67, chargeRequest: 1, rfidAuth: 1 })
    },
  },
  TC_E_53_CSMS: {
    by: 'station',
    must: 'every transaction numbers its messages anew, from 0',
    async run(trial) {
      const station = await Station201.ready(trial)
      const [first, second] = [await trial.card(), await trial.card()]
      const before = await station.charge(first)
      for (let more = 0; more < 5; more++) await station.event(before, { register: 1500 })
      await station.end(before, { register: 1600, stopped: 'Local' })
      await station.unplug()
      await trial.pass(60)
      const id = await station.charge(second, { register: 1600 })
      await station.event(id, { register: 1700 })
      await trial.shows({ cps: 67, rfid: second, energy: 100 })
      await station.end(id, { register: 1900, stopped: 'Local' })
      await showsTransactions(trial, [
        { idTag: first, energy: 600 },
        { idTag: second, energy: 300 },
      ])
    },
  },
}

interface Beginning extends Pick<Happening, 'trigger' | 'state' | 'values'> {
  /** Whether it names the card that was shown before. */
  readonly card: boolean
}

/** A transaction that begins at a moment that the station is set to; then it charges and ends. */
function begins(when: string, { card, ...how }: Beginning): CaseEntry {
  return {
    by: 'station',
    must: `a transaction begins ${when}, charges, and ends on record`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = station.newTransaction()
      const idToken = card ? idTag : undefined
      if (card) assert.is(await station.authorize(idTag), 'Accepted')
      if (how.state !== undefined) await station.status('Occupied')
      const start = { type: 'Started', evse: 1, register: 1000, idToken, ...how } as const
      const answer = await station.event(id, start as Happening)
      assert.is(at(answer, 'idTokenInfo.status'), card ? 'Accepted' : undefined)
      const open = { connector: 1, meterStart: 1000, stoppedAt: null }
      await showsTransactions(trial, [{ ...open, idTag: card ? idTag : null }])
      if (how.state === undefined) await station.status('Occupied')
      if (!card) await station.event(id, { trigger: 'Authorized', idToken: idTag })
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await trial.shows({ cps: 67, rfid: idTag, rfidAuth: 1 })
      await station.end(id, { register: 1750, stopped: 'Local' })
      await station.unplug()
      await trial.shows({ cps: 65, rfidAuth: 0, energy: 750 })
      const over = { idTag, meterStart: 1000, meterStop: 1750, energy: 750, stopReason: 'Local' }
      await showsTransactions(trial, [over])
    },
  }
}

/** A signed register, Wh. */
export function signed(value: number): object {
  return {
    value,
    measurand: 'Energy.Active.Import.Register',
    signedMeterValue: {
      signedMeterData: 'T0NNRnx7fXx7fQ==',
      signingMethod: 'ECDSA-secp256r1-SHA256',
      encodingMethod: 'OCMF',
      publicKey: 'b2EtMw==',
    },
  }
}
