import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import { Station201 } from './station.ts'

/** P: what no version speaks of. */
export const dataTransfer = group('P Data Transfer', {
  TC_P_02_CSMS: {
    by: 'station',
    must: 'data of a vendor that is not known is answered so, never with an error',
    async run(trial) {
      const station = await Station201.ready(trial)
      const transfers = [
        { vendorId: 'nobody' },
        { vendorId: 'nobody', messageId: 'nothing', data: { nested: [1, null, 'x'] } },
      ]
      for (const payload of transfers) {
        const status = at(await station.call('DataTransfer', payload), 'status')
        assert.is(status, 'UnknownVendorId')
      }
    },
  },
  TC_P_03_CSMS: {
    by: 'station',
    must: 'custom data in a message is taken, and the message answered as without',
    async run(trial) {
      const station = await Station201.ready(trial)
      const customData = { vendorId: 'nobody', anything: { goes: true } }
      assert.is(at(await station.call('Heartbeat', { customData }), 'currentTime'), trial.time())
      const token = { idToken: await trial.card(), type: 'ISO14443', customData }
      const answer = await station.call('Authorize', { idToken: token, customData })
      assert.is(at(answer, 'idTokenInfo.status'), 'Accepted')
      await trial.shows({ rfid: token.idToken, rfidAuth: 1 })
    },
  },
})
