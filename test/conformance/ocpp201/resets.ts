import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station201 } from './station.ts'
import { rejected } from './told.ts'

/** Resets of the station and of one EVSE. */
export const resets: Readonly<Record<string, CaseEntry>> = {
  TC_B_20_CSMS: restarts('OnIdle', { charging: false }),
  TC_B_21_CSMS: restarts('OnIdle', { charging: true }),
  TC_B_22_CSMS: restarts('Immediate', { charging: true }),
  TC_B_25_CSMS: restarts('OnIdle', { charging: false, evse: 1 }),
  TC_B_26_CSMS: restarts('OnIdle', { charging: true, evse: 1 }),
  TC_B_27_CSMS: restarts('Immediate', { charging: true, evse: 1 }),
}

function restarts(
  type: 'OnIdle' | 'Immediate',
  { charging, evse }: { readonly charging: boolean; readonly evse?: number },
): CaseEntry {
  const what = evse === undefined ? 'the station' : 'one EVSE'
  const answer = { status: charging && type === 'OnIdle' ? 'Scheduled' : 'Accepted' }
  const payload = { type, ...(evse === undefined ? {} : { evseId: evse }) }
  const stopped = type === 'OnIdle' ? 'Local' : 'ImmediateReset'
  return {
    by: 'host',
    must:
      `${what} is reset ${type}, ${charging ? 'with' : 'without'} a transaction, ` +
      'and is available again afterwards',
    async run(trial) {
      let station = await Station201.ready(trial, { Reset: () => answer })
      const idTag = await trial.card()
      const id = charging ? await station.charge(idTag) : undefined
      const other =
        charging && evse !== undefined
          ? await station.charge(await trial.card(), { evse: 2 })
          : undefined
      assert.equal(await trial.tell('Reset', payload), answer)
      assert.equal(station.got('Reset'), [payload])
      if (id !== undefined) {
        await trial.shows({ cps: 67, rfidAuth: 1 })
        const trigger = type === 'OnIdle' ? 'StopAuthorized' : 'ResetCommand'
        await station.end(id, { trigger, stopped, state: 'EVConnected' })
      }
      if (evse === undefined) {
        await station.leave()
        await trial.until(() => trial.server.runtime.station(trial.id)?.online === false, 'gone')
        await trial.shows({ cps: 70, quality: 0 })
        station = await Station201.connect(trial, { answers: { Reset: () => answer } })
        await station.boot(charging ? 'ScheduledReset' : 'RemoteReset')
      }
      await station.status('Available')
      await trial.shows({ cps: 65, rfidAuth: 0, quality: 100 })
      if (other !== undefined) await trial.shows({ cps: 67, rfidAuth: 1 }, 2)
      if (!charging) return
      const stopReason = type === 'OnIdle' ? 'Local' : 'HardReset'
      const rest = other === undefined ? [] : [{ connector: 2, stoppedAt: null }]
      await showsTransactions(trial, [{ idTag, energy: 1000, stopReason }, ...rest])
    },
    twin: {
      must: 'a reset that the station refuses changes nothing',
      async run(trial) {
        const station = await Station201.ready(trial, { Reset: () => rejected })
        await station.charge(await trial.card())
        assert.equal(await trial.tell('Reset', payload), rejected)
        await trial.shows({ cps: 67, rfidAuth: 1 })
      },
    },
  }
}
