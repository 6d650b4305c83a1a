import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

const charging = { cps: 67, cablePlugged: 1, rfidAuth: 1, rfidMessage: 'Accepted' }
const free = { cps: 65, cablePlugged: 0, rfidAuth: 0 }

/** Sessions that a driver begins and ends at the station. */
export const session = group('Core: start session', {
  TC_003_CSMS: {
    by: 'station',
    must: 'plugged in first: the card is accepted, and its transaction gets an id',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      await station.status('Preparing')
      assert.is(await station.authorize(card), 'Accepted')
      const { id, status } = await station.start(card)
      assert.is(status, 'Accepted')
      assert.ok(id > 0)
      await station.status('Charging')
      await trial.shows({ ...charging, rfid: card })
      await showsTransactions(trial, [{ ...running(trial, card), transactionId: `${id}` }])
    },
    twin: {
      must: 'the same start sent again is the same transaction',
      async run(trial) {
        const station = await Station16.ready(trial)
        const card = await trial.card()
        const first = await station.start(card)
        const again = await station.start(card)
        assert.equal(again, first)
        await showsTransactions(trial, [{ transactionId: `${first.id}`, flags: [] }])
      },
    },
  },
  TC_004_1_CSMS: {
    by: 'station',
    must: 'card first: it is accepted, and its transaction gets an id',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      assert.is(await station.authorize(card), 'Accepted')
      await station.status('Preparing')
      await trial.shows({ rfid: card, rfidAuth: 1 })
      const { id, status } = await station.start(card)
      assert.is(status, 'Accepted')
      assert.ok(id > 0)
      await station.status('Charging')
      await trial.shows({ ...charging, rfid: card })
      await showsTransactions(trial, [{ ...running(trial, card), transactionId: `${id}` }])
    },
    twin: {
      must: 'a card shown at one station is shown at no other',
      async run(trial) {
        const station = await Station16.ready(trial)
        const other = await Station16.connect(trial, { identity: `${trial.id}-B` })
        await other.boot()
        await station.authorize(await trial.card())
        const { rfid, rfidAuth } = await trial.server.values(`${trial.id}-B:1`)
        assert.equal([rfid, rfidAuth], [null, 0])
      },
    },
  },
  TC_004_2_CSMS: {
    by: 'station',
    must: 'authorized and never plugged in: nothing is left behind',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      assert.is(await station.authorize(card), 'Accepted')
      await station.status('Preparing')
      await trial.pass(60)
      await station.status('Available')
      await trial.shows(free)
      await showsTransactions(trial, [])
    },
  },
  TC_005_1_CSMS: {
    by: 'station',
    must: 'unplugged at the vehicle: the stop is answered, and the connector is free again',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      const id = await station.charge(card, { meterStart: 1000 })
      await station.status('SuspendedEV')
      const word = await station.stop(id, {
        idTag: card,
        reason: 'EVDisconnected',
        meterStop: 4500,
      })
      assert.is(word, 'Accepted')
      await station.status('Finishing')
      await station.status('Available')
      await trial.shows(free)
      await trial.shows({ energy: 3500 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          idTag: card,
          meterStart: 1000,
          meterStop: 4500,
          energy: 3500,
          startedAt: trial.time(),
          stoppedAt: trial.time(),
          stopReason: 'EVDisconnected',
          flags: [],
        },
      ])
    },
    twin: {
      must: 'a stop of a transaction of another station ends none here',
      async run(trial) {
        const station = await Station16.ready(trial)
        const id = await station.charge(await trial.card())
        const other = await Station16.connect(trial, { identity: `${trial.id}-B` })
        await other.boot()
        await other.stop(id)
        await trial.shows({ cps: 67, rfidAuth: 1 })
        await showsTransactions(trial, [
          { transactionId: `${id}`, stoppedAt: null, meterStop: null },
        ])
      },
    },
  },
})

/** What the record says of a transaction that just began. */
function running(trial: Trial, idTag: string) {
  return {
    address: `${trial.id}:1`,
    idTag,
    idTagStatus: 'Accepted',
    meterStart: 1000,
    startedAt: trial.time(),
    stoppedAt: null,
    flags: [],
  }
}
