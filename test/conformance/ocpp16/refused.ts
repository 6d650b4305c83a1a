import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station16 } from './station.ts'

/** Cards that may not charge, and a lock that does not hold. */
export const refused = group('Core: non-happy authorize / lock', {
  TC_023_1_CSMS: {
    by: 'station',
    must: 'an unknown card is Invalid where only known ones may charge, and shown for teaching in',
    async run(trial) {
      const station = await Station16.ready(trial)
      await trial.write('rfidAuthEnable', 1)
      const card = trial.unknownCard()
      await station.status('Preparing')
      assert.is(await station.authorize(card), 'Invalid')
      await trial.shows({ rfid: card, rfidAuth: 0, rfidMessage: 'Invalid', rfidAdd: card })
      assert.is((await trial.server.get(`/api/v1/tokens/${card}`)).status, 404)
    },
    twin: {
      must: 'a known one is not',
      async run(trial) {
        const station = await Station16.ready(trial)
        await trial.write('rfidAuthEnable', 1)
        const card = await trial.card()
        assert.is(await station.authorize(card), 'Accepted')
        await trial.shows({ rfid: card, rfidAuth: 1, rfidMessage: 'Accepted', rfidAdd: null })
      },
    },
  },
  TC_023_2_CSMS: {
    by: 'station',
    must: 'a card past its time is Expired',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card({ expiresIn: -1 })
      await station.status('Preparing')
      assert.is(await station.authorize(card), 'Expired')
      await trial.shows({ rfid: card, rfidAuth: 0, rfidMessage: 'Expired' })
    },
    twin: {
      must: 'before its time it is accepted, and Expired from that moment on',
      async run(trial) {
        const station = await Station16.ready(trial)
        const card = await trial.card({ expiresIn: 20 })
        assert.is(await station.authorize(card), 'Accepted')
        await trial.pass(20)
        assert.is(await station.authorize(card), 'Expired')
      },
    },
  },
  TC_023_3_CSMS: {
    by: 'station',
    must: 'a blocked card is Blocked',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card({ status: 'Blocked' })
      await station.status('Preparing')
      assert.is(await station.authorize(card), 'Blocked')
      await trial.shows({ rfid: card, rfidAuth: 0, rfidMessage: 'Blocked' })
    },
    twin: {
      must: 'in other letters it is the same card',
      async run(trial) {
        const station = await Station16.ready(trial)
        const card = await trial.card({ status: 'Blocked' })
        assert.is(await station.authorize(card.toLowerCase()), 'Blocked')
      },
    },
  },
  TC_024_CSMS: {
    by: 'station',
    must: 'a lock that fails is taken note of',
    async run(trial) {
      const station = await Station16.ready(trial)
      await station.status('Preparing')
      await station.authorize(await trial.card())
      await station.status('Faulted', { errorCode: 'ConnectorLockFailure' })
      await trial.shows({ cps: 69, errorState: 1, error: 'ConnectorLockFailure' })
      await trial.shows({ cps: 65, errorState: 0, error: '' }, 2)
      await station.status('Available')
      await trial.shows({ cps: 65, errorState: 0, error: '', rfidAuth: 0 })
      await showsTransactions(trial, [])
    },
  },
})
