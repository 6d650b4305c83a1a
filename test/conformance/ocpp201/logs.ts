import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, rejected } from './told.ts'

/** Logs that a station uploads. */
export const logs: Readonly<Record<string, CaseEntry>> = {
  TC_N_25_CSMS: uploads('DiagnosticsLog'),
  TC_N_34_CSMS: {
    by: 'host',
    must: 'a station that gives no log says so',
    async run(trial) {
      await Station201.ready(trial, { GetLog: () => rejected })
      assert.equal(await trial.tell('GetLog', request('DiagnosticsLog', 82)), rejected)
      await showsOperation(trial, { kind: 'log', request: 82, state: 'refused' })
    },
  },
  TC_N_35_CSMS: uploads('SecurityLog'),
  TC_N_36_CSMS: {
    by: 'host',
    must: 'a second request takes the place of the first',
    async run(trial) {
      const answers = [accepted, { status: 'AcceptedCanceled', filename: 'second.txt' }]
      const station = await Station201.ready(trial, { GetLog: () => answers.shift() ?? rejected })
      await trial.tell('GetLog', request('DiagnosticsLog', 83))
      await station.call('LogStatusNotification', { requestId: 83, status: 'Uploading' })
      await trial.tell('GetLog', request('DiagnosticsLog', 84))
      const words = [
        { requestId: 83, status: 'AcceptedCanceled' },
        { requestId: 84, status: 'Uploading' },
        { requestId: 84, status: 'Uploaded' },
      ]
      for (const word of words) assert.equal(await station.call('LogStatusNotification', word), {})
      const all = await trial.records(`/stations/${trial.id}/operations`)
      const states = all.map(({ request: number, state }) => [number, state])
      assert.equal(states, [
        [83, 'canceled'],
        [84, 'done'],
      ])
    },
  },
}

function request(logType: string, requestId: number): object {
  return { logType, requestId, log: { remoteLocation: 'http://127.0.0.1:9000/upload' } }
}

function uploads(logType: string): CaseEntry {
  return {
    by: 'host',
    must: `the ${logType} is asked for, and how its upload goes is on record`,
    async run(trial) {
      const answer = { ...accepted, filename: 'log.txt' }
      const station = await Station201.ready(trial, { GetLog: () => answer })
      const payload = request(logType, 81)
      assert.equal(await trial.tell('GetLog', payload), answer)
      assert.equal(station.got('GetLog'), [payload])
      for (const status of ['Uploading', 'Uploaded']) {
        assert.equal(await station.call('LogStatusNotification', { requestId: 81, status }), {})
      }
      const done = { kind: 'log', request: 81, state: 'done', fileName: 'log.txt' }
      await showsOperation(trial, done)
    },
    twin: {
      must: 'an upload that fails is on record as failed',
      async run(trial) {
        const station = await Station201.ready(trial, { GetLog: () => accepted })
        await trial.tell('GetLog', request(logType, 81))
        for (const status of ['Uploading', 'UploadFailure']) {
          await station.call('LogStatusNotification', { requestId: 81, status })
        }
        await showsOperation(trial, { kind: 'log', request: 81, state: 'failed' })
      },
    },
  }
}
