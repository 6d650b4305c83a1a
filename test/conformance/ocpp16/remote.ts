import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station16 } from './station.ts'

const accepted = () => ({ status: 'Accepted' })
const rejected = () => ({ status: 'Rejected' })

/** Starting and stopping from afar. */
export const remote = group('Core: remote actions', {
  TC_010_CSMS: {
    by: 'host',
    must: 'started from afar with the cable in: the card of the start is authorized and charges',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
      const card = await trial.card()
      await station.status('Preparing')
      await trial.write('rfidStart', card)
      assert.equal(station.got('RemoteStartTransaction'), [{ connectorId: 1, idTag: card }])
      await trial.showsRemoteStarts({ connector: 1, idTag: card, state: 'pending' })
      assert.is(await station.authorize(card), 'Accepted')
      const { id, status } = await station.start(card)
      assert.is(status, 'Accepted')
      await station.status('Charging')
      await trial.shows({ cps: 67, rfid: card, rfidAuth: 1 })
      await trial.showsRemoteStarts({ state: 'started', transactionId: `${id}` })
      await showsTransactions(trial, [{ transactionId: `${id}`, idTag: card, stoppedAt: null }])
    },
    twin: {
      must: 'a start with another card is not the one that was asked for',
      async run(trial) {
        const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
        await trial.write('rfidStart', await trial.card())
        await station.start(await trial.card())
        await trial.showsRemoteStarts({ state: 'pending', transactionId: null })
      },
    },
  },
  TC_011_1_CSMS: {
    by: 'host',
    must: 'started from afar before the cable is in: the same',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
      const card = await trial.card()
      const start = { connectorId: 1, idTag: card }
      assert.equal(await trial.tell('RemoteStartTransaction', start), { status: 'Accepted' })
      assert.equal(station.got('RemoteStartTransaction'), [start])
      assert.is(await station.authorize(card), 'Accepted')
      await station.status('Preparing')
      const { id, status } = await station.start(card)
      assert.is(status, 'Accepted')
      await station.status('Charging')
      await trial.shows({ cps: 67, rfid: card, rfidAuth: 1 })
      await trial.showsRemoteStarts({ state: 'started', transactionId: `${id}` })
      await showsTransactions(trial, [{ transactionId: `${id}`, idTag: card, stoppedAt: null }])
    },
  },
  TC_011_2_CSMS: {
    by: 'host',
    must: 'started from afar and never plugged in: the connector is free again, no transaction is open',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStartTransaction: accepted })
      const card = await trial.card()
      await trial.write('rfidStart', card)
      assert.is(await station.authorize(card), 'Accepted')
      await station.status('Preparing')
      await trial.pass(60)
      await station.status('Available')
      await trial.shows({ cps: 65, rfid: card, rfidAuth: 0, power: 0 })
      await trial.showsRemoteStarts({
        state: 'expired',
        endedAt: trial.time(),
        transactionId: null,
      })
      await showsTransactions(trial, [])
    },
    twin: {
      must: 'it is not pending for ever even if the station says nothing more',
      async run(trial) {
        await Station16.ready(trial, {
          RemoteStartTransaction: accepted,
          GetConfiguration: () => ({
            configurationKey: [{ key: 'ConnectionTimeOut', readonly: false, value: '30' }],
          }),
        })
        await trial.tell('GetConfiguration', { key: ['ConnectionTimeOut'] })
        await trial.write('rfidStart', await trial.card())
        await trial.pass(29)
        await trial.showsRemoteStarts({ state: 'pending', endedAt: null })
        await trial.pass(1)
        await trial.showsRemoteStarts({ state: 'expired', endedAt: trial.time() })
      },
    },
  },
  TC_012_CSMS: {
    by: 'host',
    must: 'stopped from afar: the station is told its own transaction, and its end is recorded',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStopTransaction: accepted })
      const id = await station.charge(await trial.card(), { meterStart: 100 })
      await trial.write('rfidStop', '1')
      assert.equal(station.got('RemoteStopTransaction'), [{ transactionId: id }])
      await station.stop(id, { reason: 'Remote', meterStop: 600 })
      await station.status('Finishing')
      await station.status('Available')
      await trial.shows({ cps: 65, energy: 500, rfidAuth: 0 })
      await showsTransactions(trial, [
        {
          transactionId: `${id}`,
          energy: 500,
          stoppedAt: trial.time(),
          stopReason: 'Remote',
        },
      ])
    },
    twin: {
      must: 'with nothing to stop, the station is not called and the user told so',
      async run(trial) {
        const station = await Station16.ready(trial, { RemoteStopTransaction: accepted })
        const { status } = await trial.server.write(`${trial.id}:1`, 'rfidStop', '1')
        assert.is(status, 409)
        assert.equal(station.got('RemoteStopTransaction'), [])
      },
    },
  },
  TC_026_CSMS: {
    by: 'host',
    must: 'a start from afar that the station refuses leaves nothing behind',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStartTransaction: rejected })
      const { status, body } = await trial.server.write(`${trial.id}:1`, 'rfidStart', 'CARD')
      assert.is(status, 409)
      assert.match(String(at(body, 'detail')), /Rejected/)
      await trial.shows({ cps: 65, rfid: null, rfidAuth: 0 })
      await trial.showsRemoteStarts({ idTag: 'CARD', state: 'refused', transactionId: null })
      await showsTransactions(trial, [])
      await station.status('Preparing')
      await trial.pass(120)
      assert.is(station.got('RemoteStartTransaction').length, 1)
    },
  },
  TC_028_CSMS: {
    by: 'host',
    must: 'a stop of an unknown transaction is refused by the station, and what runs goes on',
    async run(trial) {
      const station = await Station16.ready(trial, { RemoteStopTransaction: rejected })
      const id = await station.charge(await trial.card())
      const stop = { transactionId: id === 1 ? 2 : id - 1 }
      assert.equal(await trial.tell('RemoteStopTransaction', stop), { status: 'Rejected' })
      assert.equal(station.got('RemoteStopTransaction'), [stop])
      await trial.shows({ cps: 67, rfidAuth: 1 })
      await showsTransactions(trial, [{ transactionId: `${id}`, stoppedAt: null }])
    },
  },
})
