import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsNotice } from '../records.ts'
import { Station201 } from './station.ts'
import { told } from './told.ts'

const power = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
const voltage = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Voltage' } }
const connector = { name: 'Connector', evse: { id: 1, connectorId: 1 } }

/** Single monitors, and the events they lead to. */
export const monitors: Readonly<Record<string, CaseEntry>> = {
  TC_N_08_CSMS: watches('a variable', [
    { ...power, type: 'UpperThreshold', value: 1, severity: 5 },
  ]),
  TC_N_09_CSMS: watches('several variables', [
    { ...power, type: 'Delta', value: 1, severity: 5 },
    { ...voltage, type: 'LowerThreshold', value: 200, severity: 4 },
  ]),
  TC_N_18_CSMS: {
    by: 'host',
    must: 'more monitors to clear than the station takes at once: it refuses, and the host is told so',
    async run(trial) {
      await Station201.ready(trial)
      const id = Array.from({ length: 50 }, (_, index) => index)
      const { status, body } = await trial.ask('ClearVariableMonitoring', { id })
      assert.is(status, 502)
      assert.match(JSON.stringify(body), 'NotImplemented')
    },
  },
  TC_N_21_CSMS: alerts('of a monitor that is built in', {
    eventNotificationType: 'HardWiredNotification',
  }),
  TC_N_24_CSMS: watches('a variable, time and again', [
    { ...voltage, type: 'Periodic', value: 60, severity: 8 },
  ]),
  TC_N_44_CSMS: told({
    must: 'a monitor that cannot be cleared is told so',
    action: 'ClearVariableMonitoring',
    payload: { id: [1] },
    answer: { clearMonitoringResult: [{ id: 1, status: 'Rejected' }] },
  }),
  TC_N_48_CSMS: alerts('of a variable that is only written', {
    eventNotificationType: 'CustomMonitor',
    variableMonitoringId: 4,
    actualValue: '',
  }),
  TC_N_49_CSMS: {
    by: 'station',
    must: 'a threshold passed before the boot is cleared after it',
    async run(trial) {
      const station = await Station201.ready(trial)
      const event = { component: connector, variable: { name: 'Problem' }, techCode: 'T1' }
      await station.notify({ ...event, variableMonitoringId: 6 })
      const before = await trial.server.values(`${trial.id}:1`)
      assert.not.equal(before.error, '')
      await station.boot()
      await station.notify({
        ...event,
        variableMonitoringId: 6,
        cleared: true,
        actualValue: 'false',
      })
      await trial.shows({ error: '', errorState: 0 })
    },
  },
  TC_N_50_CSMS: alerts('of a monitor that reports time and again', {
    eventNotificationType: 'CustomMonitor',
    variableMonitoringId: 5,
    trigger: 'Periodic',
    actualValue: '230',
  }),
}

interface Watch {
  readonly component: object
  readonly variable: object
  readonly type: string
  readonly value: number
  readonly severity: number
}

function watches(what: string, setMonitoringData: readonly Watch[]): CaseEntry {
  const setMonitoringResult = setMonitoringData.map(({ value: _, ...one }, index) => ({
    ...one,
    id: index + 1,
    status: 'Accepted',
  }))
  return told({
    must: `${what} is watched, and its monitor has a number`,
    action: 'SetVariableMonitoring',
    payload: { setMonitoringData },
    answer: { setMonitoringResult },
  })
}

/** An event of a connector is taken and on record. */
function alerts(what: string, data: Readonly<Record<string, unknown>>): CaseEntry {
  return {
    by: 'station',
    must: `an event ${what} is taken and on record`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const event = { component: connector, variable: { name: 'Temperature' }, ...data }
      const sent = await station.notify(event)
      await showsNotice(trial, 'NotifyEvent', sent)
      await trial.shows({ cps: 65, errorState: 0 })
    },
    twin: {
      must: 'it says nothing of the other connector',
      async run(trial) {
        const station = await Station201.ready(trial)
        await station.notify({ component: connector, variable: { name: 'Problem' }, ...data })
        await trial.shows({ error: '' }, 2)
      },
    },
  }
}
