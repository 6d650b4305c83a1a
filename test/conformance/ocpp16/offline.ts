import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

/** What a station tells later than it happened. */
export const offline = group('Core: offline', {
  TC_032_1_CSMS: {
    by: 'station',
    must: 'power was lost: after the boot the transaction ends at the time it really ended',
    async run(trial) {
      const before = await Station16.ready(trial)
      const card = await trial.card()
      const id = await before.charge(card, { meterStart: 100 })
      const startedAt = trial.time()
      await before.leave()
      await trial.pass(600)
      const station = await Station16.ready(trial)
      const word = await station.stop(id, {
        idTag: card,
        reason: 'PowerLoss',
        when: -590,
        meterStop: 160,
      })
      assert.is(word, 'Accepted')
      await trial.shows({ cps: 65, energy: 60, rfidAuth: 0 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          idTag: card,
          energy: 60,
          startedAt,
          stoppedAt: trial.time(-590),
          stopReason: 'PowerLoss',
        },
      ])
    },
  },
  TC_037_1_CSMS: {
    by: 'station',
    must: 'a start of before is accepted with an id, and keeps its time',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      await station.status('Charging')
      const { id, status } = await station.start(card, { when: -300 })
      assert.is(status, 'Accepted')
      assert.ok(id > 0)
      await trial.shows({ cps: 67, rfid: card, rfidAuth: 1 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          idTag: card,
          startedAt: trial.time(-300),
          stoppedAt: null,
        },
      ])
    },
  },
  TC_037_3_CSMS: {
    by: 'station',
    must: 'a start of before with a bad card is Invalid, and its end is taken',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card({ status: 'Invalid' })
      await station.status('Charging')
      const { id, status } = await station.start(card, { when: -300, meterStart: 0 })
      assert.is(status, 'Invalid')
      await trial.shows({ rfidAuth: 0, rfidMessage: 'Invalid' })
      await station.stop(id, { reason: 'DeAuthorized', meterStop: 40 })
      await station.status('Finishing')
      await station.status('Available')
      await trial.shows({ cps: 65, energy: 40, rfidAuth: 0 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          idTagStatus: 'Invalid',
          energy: 40,
          startedAt: trial.time(-300),
          stoppedAt: trial.time(),
          stopReason: 'DeAuthorized',
        },
      ])
    },
  },
  TC_039_CSMS: {
    by: 'station',
    must: 'start and stop both told later are one transaction with the right times',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      const { id, status } = await station.start(card, { when: -900, meterStart: 50 })
      assert.is(status, 'Accepted')
      const stop = { idTag: card, reason: 'Local', when: -300, meterStop: 450 }
      assert.is(await station.stop(id, stop), 'Accepted')
      await trial.shows({ cps: 65, energy: 400, rfidAuth: 0 })
      await showsTransactions(trial, [{ transactionId: `${id}`, ...late(trial, card) }])
    },
    twin: {
      must: 'told twice, they are one transaction still',
      async run(trial) {
        const station = await Station16.ready(trial)
        const card = await trial.card()
        const when = { when: -900, meterStart: 50 }
        const { id } = await station.start(card, when)
        await station.stop(id, { when: -300, meterStop: 450 })
        const again = await station.start(card, when)
        assert.is(again.id, id)
        await station.stop(id, { when: -300, meterStop: 450 })
        await trial.shows({ cps: 65, energy: 400 })
        await showsTransactions(trial, [{ transactionId: `${id}`, ...late(trial, card) }])
      },
    },
  },
})

/** What the record says of a transaction that was told when it was over. */
function late(trial: Trial, idTag: string) {
  return {
    idTag,
    meterStart: 50,
    meterStop: 450,
    energy: 400,
    startedAt: trial.time(-900),
    stoppedAt: trial.time(-300),
    stopReason: 'Local',
  }
}
