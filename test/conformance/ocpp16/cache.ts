import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station16 } from './station.ts'

/** Cards that a station remembers by itself. */
export const cache = group('Core: cache', {
  TC_007_CSMS: {
    by: 'station',
    must: 'a start with a remembered card, not shown before, is accepted with an id',
    async run(trial) {
      const station = await Station16.ready(trial)
      const card = await trial.card()
      await station.status('Preparing')
      const { id, status } = await station.start(card)
      assert.is(status, 'Accepted')
      assert.ok(id > 0)
      await station.status('Charging')
      await trial.shows({ cps: 67, rfid: card, rfidAuth: 1 })
      const record = { transactionId: `${id}`, idTag: card, idTagStatus: 'Accepted' }
      await showsTransactions(trial, [{ ...record, stoppedAt: null }])
    },
    twin: {
      must: 'with a card that was blocked since, the start gets an id and the word Blocked',
      async run(trial) {
        const station = await Station16.ready(trial)
        const card = await trial.card({ status: 'Blocked' })
        await station.status('Preparing')
        const { id, status } = await station.start(card)
        assert.is(status, 'Blocked')
        assert.ok(id > 0)
        await trial.shows({ rfidAuth: 0, rfidMessage: 'Blocked' })
        await showsTransactions(trial, [{ transactionId: `${id}`, idTagStatus: 'Blocked' }])
      },
    },
  },
  TC_061_CSMS: {
    by: 'host',
    must: 'the cache is cleared',
    async run(trial) {
      const station = await Station16.ready(trial, { ClearCache: () => ({ status: 'Accepted' }) })
      assert.equal(await trial.tell('ClearCache'), { status: 'Accepted' })
      assert.equal(station.got('ClearCache'), [{}])
    },
    twin: {
      must: 'a station without a cache refuses, and that comes back',
      async run(trial) {
        await Station16.ready(trial, { ClearCache: () => ({ status: 'Rejected' }) })
        assert.equal(await trial.tell('ClearCache'), { status: 'Rejected' })
      },
    },
  },
})
