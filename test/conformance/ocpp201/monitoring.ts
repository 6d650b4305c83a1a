import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsData, showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, rejected, told } from './told.ts'

const power = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
const voltage = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Voltage' } }
const delta = ['DeltaMonitoring']

/** What a station watches by itself: reports, base and level. */
export const monitoring: Readonly<Record<string, CaseEntry>> = {
  TC_N_01_CSMS: reports('by what they watch for', { monitoringCriteria: delta }),
  TC_N_02_CSMS: reports('of a variable', { componentVariable: [power] }),
  TC_N_03_CSMS: reports('of a variable, by what they watch for', {
    monitoringCriteria: delta,
    componentVariable: [power],
  }),
  TC_N_05_CSMS: {
    by: 'host',
    must: 'the base of monitoring is set, to all, to what came with the station, or to hard-wired ones',
    async run(trial) {
      const station = await Station201.ready(trial, { SetMonitoringBase: () => accepted })
      const bases = ['All', 'FactoryDefault', 'HardWiredOnly']
      for (const monitoringBase of bases) {
        assert.equal(await trial.tell('SetMonitoringBase', { monitoringBase }), accepted)
      }
      const sent = bases.map((monitoringBase) => ({ monitoringBase }))
      assert.equal(station.got('SetMonitoringBase'), sent)
    },
    twin: {
      must: 'a base that does not exist is never sent',
      async run(trial) {
        const station = await Station201.ready(trial, { SetMonitoringBase: () => accepted })
        assert.is((await trial.ask('SetMonitoringBase', { monitoringBase: 'Some' })).status, 422)
        assert.equal(station.got('SetMonitoringBase'), [])
      },
    },
  },
  TC_N_16_CSMS: told({
    must: 'events are wanted up to a severity',
    action: 'SetMonitoringLevel',
    payload: { severity: 4 },
    answer: accepted,
  }),
  TC_N_17_CSMS: {
    by: 'host',
    must: 'a severity that the station refuses is told so',
    async run(trial) {
      await Station201.ready(trial, { SetMonitoringLevel: () => rejected })
      assert.equal(await trial.tell('SetMonitoringLevel', { severity: 9 }), rejected)
    },
    twin: {
      must: 'one outside of 0 to 9 is never sent',
      async run(trial) {
        const station = await Station201.ready(trial, { SetMonitoringLevel: () => accepted })
        for (const severity of [-1, 10]) {
          assert.is((await trial.ask('SetMonitoringLevel', { severity })).status, 422)
        }
        assert.equal(station.got('SetMonitoringLevel'), [])
      },
    },
  },
  TC_N_47_CSMS: reports('of everything', {}),
  TC_N_60_CSMS: reports('of several variables, by what they watch for', {
    monitoringCriteria: delta,
    componentVariable: [power, voltage],
  }),
}

function reports(which: string, criteria: object): CaseEntry {
  return {
    by: 'host',
    must: `the monitors ${which} are asked for, and the parts of the report are on record`,
    async run(trial) {
      const station = await Station201.ready(trial, { GetMonitoringReport: () => accepted })
      const payload = { requestId: 71, ...criteria }
      assert.equal(await trial.tell('GetMonitoringReport', payload), accepted)
      assert.equal(station.got('GetMonitoringReport'), [payload])
      const monitor = [{ ...power, variableMonitoring: [watch] }]
      const generatedAt = trial.time()
      const part = { requestId: 71, generatedAt, monitor }
      await station.call('NotifyMonitoringReport', { ...part, seqNo: 0, tbc: true })
      const kind = { kind: 'monitoring-report', request: 71 }
      await showsOperation(trial, { ...kind, state: 'running', parts: 1 })
      await station.call('NotifyMonitoringReport', { ...part, seqNo: 1 })
      await showsOperation(trial, { ...kind, state: 'done', parts: 2 })
      await showsData(trial, [...monitor, ...monitor])
    },
    twin: {
      must: 'where there is nothing to report, that is the end of it',
      async run(trial) {
        const answer = { status: 'EmptyResultSet' }
        await Station201.ready(trial, { GetMonitoringReport: () => answer })
        const payload = { requestId: 72, ...criteria }
        assert.equal(await trial.tell('GetMonitoringReport', payload), answer)
        await showsOperation(trial, { request: 72, state: 'done', parts: 0 })
      },
    },
  }
}

const watch = { id: 1, transaction: false, value: 5, type: 'Delta', severity: 3 }
