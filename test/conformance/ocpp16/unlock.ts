import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station16 } from './station.ts'

/** Unlocking a connector, done and refused. */
export const unlock = group('Core: unlock', {
  TC_017_1_CSMS: {
    by: 'host',
    must: 'a free socket is unlocked, and the answer comes back',
    async run(trial) {
      const station = await Station16.ready(trial, {
        UnlockConnector: () => ({ status: 'Unlocked' }),
      })
      const answer = await trial.tell('UnlockConnector', { connectorId: 1 })
      assert.equal(answer, { status: 'Unlocked' })
      assert.equal(station.got('UnlockConnector'), [{ connectorId: 1 }])
    },
    twin: {
      must: 'what is no connector is refused, and the station not asked',
      async run(trial) {
        const station = await Station16.ready(trial)
        assert.is((await trial.ask('UnlockConnector', { connectorId: 0.5 })).status, 422)
        assert.is((await trial.ask('UnlockConnector', {})).status, 422)
        assert.equal(station.got('UnlockConnector'), [])
      },
    },
  },
  TC_017_2_CSMS: {
    by: 'host',
    must: 'a fixed cable cannot be unlocked: NotSupported comes back',
    async run(trial) {
      await Station16.ready(trial, { UnlockConnector: () => ({ status: 'NotSupported' }) })
      const answer = await trial.tell('UnlockConnector', { connectorId: 1 })
      assert.equal(answer, { status: 'NotSupported' })
      await trial.shows({ errorState: 0 })
    },
  },
  TC_018_1_CSMS: {
    by: 'host',
    must: 'unlocked during a session: the station ends it, and it is over',
    async run(trial) {
      const station = await Station16.ready(trial, {
        UnlockConnector: () => ({ status: 'Unlocked' }),
      })
      const card = await trial.card()
      const id = await station.charge(card)
      const answer = await trial.tell('UnlockConnector', { connectorId: 1 })
      assert.equal(answer, { status: 'Unlocked' })
      assert.is(await station.stop(id, { idTag: card, reason: 'UnlockCommand' }), 'Accepted')
      await station.status('Finishing')
      await station.status('Available')
      await trial.shows({ cps: 65, rfidAuth: 0 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          idTag: card,
          stoppedAt: trial.time(),
          stopReason: 'UnlockCommand',
        },
      ])
    },
  },
  TC_030_CSMS: {
    by: 'host',
    must: 'UnlockFailed comes back as the station says it',
    async run(trial) {
      await Station16.ready(trial, { UnlockConnector: () => ({ status: 'UnlockFailed' }) })
      const answer = await trial.tell('UnlockConnector', { connectorId: 1 })
      assert.equal(answer, { status: 'UnlockFailed' })
    },
  },
  TC_031_CSMS: {
    by: 'host',
    must: 'a connector that does not exist: NotSupported comes back, and none appears',
    async run(trial) {
      await Station16.ready(trial, { UnlockConnector: () => ({ status: 'NotSupported' }) })
      const answer = await trial.tell('UnlockConnector', { connectorId: 9 })
      assert.equal(answer, { status: 'NotSupported' })
      await trial.showsStation({ connectors: [1, 2] })
    },
  },
})
