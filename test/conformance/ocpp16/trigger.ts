import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import { Station16 } from './station.ts'

/** Asking a station for a message. */
export const trigger = group('Remote trigger', {
  TC_054_CSMS: {
    by: 'host',
    must: 'each message that can be asked for is asked for, and answered when it comes',
    async run(trial) {
      const station = await Station16.ready(trial, {
        TriggerMessage: () => ({ status: 'Accepted' }),
      })
      const ask = async (requestedMessage: string, more: object = {}) => {
        const wish = { requestedMessage, ...more }
        assert.equal(await trial.tell('TriggerMessage', wish), { status: 'Accepted' })
        assert.equal(station.got('TriggerMessage').at(-1), wish)
      }
      await ask('MeterValues', { connectorId: 1 })
      const voltage = { value: '231', measurand: 'Voltage', unit: 'V' }
      const sampledValue = [{ ...voltage, context: 'Trigger' }]
      const meterValue = [{ timestamp: trial.time(), sampledValue }]
      assert.equal(await station.call('MeterValues', { connectorId: 1, meterValue }), {})
      await trial.shows({ voltage: 231 })
      await ask('Heartbeat')
      assert.is(at(await station.call('Heartbeat'), 'currentTime'), trial.time())
      await ask('StatusNotification', { connectorId: 1 })
      await station.status('Preparing')
      await trial.shows({ cps: 66, cablePlugged: 1 })
      await ask('DiagnosticsStatusNotification')
      await station.call('DiagnosticsStatusNotification', { status: 'Idle' })
      await ask('FirmwareStatusNotification')
      await station.call('FirmwareStatusNotification', { status: 'Idle' })
      await trial.showsNotices(
        ['DiagnosticsStatusNotification', { status: 'Idle' }],
        ['FirmwareStatusNotification', { status: 'Idle' }],
      )
      await ask('BootNotification')
      assert.is(at(await station.boot(), 'status'), 'Accepted')
    },
    twin: {
      must: 'what cannot be asked for is not sent',
      async run(trial) {
        const station = await Station16.ready(trial)
        const { status } = await trial.ask('TriggerMessage', { requestedMessage: 'Authorize' })
        assert.is(status, 422)
        assert.equal(station.got('TriggerMessage'), [])
      },
    },
  },
  TC_055_CSMS: {
    by: 'host',
    must: 'a station that does not send it says Rejected, and that comes back',
    async run(trial) {
      await Station16.ready(trial, { TriggerMessage: () => ({ status: 'Rejected' }) })
      const wish = { requestedMessage: 'MeterValues', connectorId: 1 }
      assert.equal(await trial.tell('TriggerMessage', wish), { status: 'Rejected' })
      await trial.shows({ voltage: null })
    },
  },
})

/** What only a vendor understands. */
export const data = group('Data transfer', {
  TC_064_CSMS: {
    by: 'station',
    must: 'data of an unknown vendor is answered so, with no error, and shown',
    async run(trial) {
      const station = await Station16.ready(trial)
      const sent = { vendorId: 'com.example.nobody', messageId: 'hello', data: '{"a":1}' }
      assert.equal(await station.call('DataTransfer', sent), { status: 'UnknownVendorId' })
      await trial.showsNotices(['DataTransfer', sent])
    },
  },
})
