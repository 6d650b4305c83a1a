import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

const profiles = { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,Reservation' }
const interval = { key: 'HeartbeatInterval', readonly: false, value: '60' }

/** Reading and writing the configuration of a station. */
export const configuration = group('Core: configuration', {
  TC_019_1_CSMS: {
    by: 'host',
    must: 'all keys are read, and shown',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetConfiguration: () => ({ configurationKey: [profiles, interval] }),
      })
      const answer = await trial.tell('GetConfiguration', {})
      assert.equal(answer, { configurationKey: [profiles, interval] })
      assert.equal(station.got('GetConfiguration'), [{}])
      assert.equal(await shown(trial), [profiles, interval])
    },
  },
  TC_019_2_CSMS: {
    by: 'host',
    must: 'one key is read, and shown',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetConfiguration: () => ({ configurationKey: [profiles] }),
      })
      const wanted = { key: ['SupportedFeatureProfiles'] }
      assert.equal(await trial.tell('GetConfiguration', wanted), { configurationKey: [profiles] })
      assert.equal(station.got('GetConfiguration'), [wanted])
      assert.equal(await shown(trial), [profiles])
    },
    twin: {
      must: 'a key that the station does not know is shown nowhere',
      async run(trial) {
        await Station16.ready(trial, { GetConfiguration: () => ({ unknownKey: ['Nothing'] }) })
        const answer = await trial.tell('GetConfiguration', { key: ['Nothing'] })
        assert.equal(answer, { unknownKey: ['Nothing'] })
        assert.equal(await shown(trial), [])
      },
    },
  },
  TC_021_CSMS: {
    by: 'host',
    must: 'a key is written, and shown with its new value',
    async run(trial) {
      const station = await knowing(trial, 'Accepted')
      const change = { key: 'HeartbeatInterval', value: '120' }
      assert.equal(await trial.tell('ChangeConfiguration', change), { status: 'Accepted' })
      assert.equal(station.got('ChangeConfiguration'), [change])
      assert.equal(await shown(trial), [{ ...interval, value: '120' }])
    },
  },
  TC_040_1_CSMS: {
    by: 'host',
    must: 'a key that the station does not have: NotSupported, and it is shown nowhere',
    async run(trial) {
      await knowing(trial, 'NotSupported')
      const change = { key: 'NoSuchKey', value: '1' }
      assert.equal(await trial.tell('ChangeConfiguration', change), { status: 'NotSupported' })
      assert.equal(await shown(trial), [interval])
    },
  },
  TC_040_2_CSMS: {
    by: 'host',
    must: 'a value that the station refuses: Rejected, and the old value stays',
    async run(trial) {
      await knowing(trial, 'Rejected')
      const change = { key: 'HeartbeatInterval', value: '-1' }
      assert.equal(await trial.tell('ChangeConfiguration', change), { status: 'Rejected' })
      assert.equal(await shown(trial), [interval])
    },
  },
})

/** A station whose heartbeat interval was read, and which answers a change with a word. */
async function knowing(trial: Trial, status: string): Promise<Station16> {
  const station = await Station16.ready(trial, {
    GetConfiguration: () => ({ configurationKey: [interval] }),
    ChangeConfiguration: () => ({ status }),
  })
  await trial.tell('GetConfiguration', { key: ['HeartbeatInterval'] })
  return station
}

async function shown(trial: Trial): Promise<unknown> {
  return (await trial.station()).configuration
}
