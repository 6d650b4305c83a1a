import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'
import { accepted } from './told.ts'

const component = { name: 'OCPPCommCtrlr' }
const interval = { name: 'HeartbeatInterval' }
const names = ['HeartbeatInterval', 'RetryBackOffWaitMinimum', 'MessageTimeout']

/** The device model. */
export const variables: Readonly<Record<string, CaseEntry>> = {
  TC_B_06_CSMS: gets('one variable', 1),
  TC_B_07_CSMS: gets('several variables', 2),
  TC_B_08_CSMS: {
    by: 'host',
    must: 'no more variables are asked for or set at once than the station takes',
    async run(trial) {
      const station = await Station201.ready(trial, {
        GetVariables: (payload) => values(payload),
        SetVariables: (payload) => written(payload),
        GetBaseReport: () => ({ status: 'NotSupported' }),
      })
      const limit = 'DeviceDataCtrlr/ItemsPerMessage#SetVariables'
      await report(station, trial, [
        { ...variable('DeviceDataCtrlr', 'ItemsPerMessage', '2'), instance: 'SetVariables' },
      ])
      assert.is(await shown(trial, limit), '2')
      const wanted = Object.fromEntries(names.map((name) => [`OCPPCommCtrlr/${name}`, '30']))
      const { status } = await trial.server.put(`/api/v1/stations/${trial.id}/variables`, wanted)
      assert.is(status, 200)
      for (const call of station.got('SetVariables')) {
        assert.ok(lengthOf(at(call, 'setVariableData')) <= 2)
      }
      for (const name of names) assert.is(await shown(trial, `OCPPCommCtrlr/${name}`), '30')
    },
  },
  TC_B_09_CSMS: sets('one variable', 1),
  TC_B_10_CSMS: sets('several variables', 2),
  TC_B_12_CSMS: reports('ConfigurationInventory'),
  TC_B_13_CSMS: reports('FullInventory'),
  TC_B_14_CSMS: reports('SummaryInventory'),
  TC_B_18_CSMS: {
    by: 'host',
    must: 'a report on some components and variables is asked for, and what it says is shown',
    async run(trial) {
      const station = await Station201.ready(trial, { GetReport: () => accepted })
      const payload = {
        requestId: 91,
        componentCriteria: ['Active'],
        componentVariable: [{ component: { name: 'EVSE' }, variable: { name: 'Power' } }],
      }
      assert.equal(await trial.tell('GetReport', payload), accepted)
      assert.equal(station.got('GetReport').at(-1), payload)
      await report(station, trial, [variable('EVSE', 'AvailabilityState', 'Available')], 91)
      assert.is(await shown(trial, 'EVSE/AvailabilityState'), 'Available')
    },
  },
}

function gets(what: string, count: number): CaseEntry {
  return {
    by: 'host',
    must: `${what} asked for are shown with their values`,
    async run(trial) {
      const station = await Station201.ready(trial, { GetVariables: (payload) => values(payload) })
      const getVariableData = names
        .slice(0, count)
        .map((name) => ({ component, variable: { name } }))
      const answer = await trial.tell('GetVariables', { getVariableData })
      assert.is(lengthOf(answer.getVariableResult), count)
      assert.equal(station.got('GetVariables').at(-1), { getVariableData })
      for (const name of names.slice(0, count)) {
        assert.is(await shown(trial, `OCPPCommCtrlr/${name}`), `value of ${name}`)
      }
    },
    twin: {
      must: 'a variable that the station does not know gets no value',
      async run(trial) {
        const unknown = { attributeStatus: 'UnknownVariable', component, variable: interval }
        await Station201.ready(trial, {
          GetVariables: () => ({ getVariableResult: [unknown] }),
        })
        const getVariableData = [{ component, variable: interval }]
        const answer = await trial.tell('GetVariables', { getVariableData })
        assert.is(at(answer, 'getVariableResult.0.attributeStatus'), 'UnknownVariable')
        assert.not.ok(await shown(trial, 'OCPPCommCtrlr/HeartbeatInterval'))
      },
    },
  }
}

function sets(what: string, count: number): CaseEntry {
  const data = names.slice(0, count).map((name) => ({
    attributeValue: '42',
    component,
    variable: { name },
  }))
  return {
    by: 'host',
    must: `${what} set are shown as the station accepted them`,
    async run(trial) {
      const station = await Station201.ready(trial, { SetVariables: (payload) => written(payload) })
      const payload = { setVariableData: data }
      await trial.tell('SetVariables', payload)
      assert.equal(station.got('SetVariables').at(-1), payload)
      for (const name of names.slice(0, count)) {
        assert.is(await shown(trial, `OCPPCommCtrlr/${name}`), '42')
      }
    },
    twin: {
      must: 'one that the station refuses keeps its value',
      async run(trial) {
        await Station201.ready(trial, { SetVariables: (payload) => written(payload, 'Rejected') })
        await trial.tell('SetVariables', { setVariableData: data })
        assert.not.ok(await shown(trial, `OCPPCommCtrlr/${names[0]}`))
      },
    },
  }
}

function reports(reportBase: string): CaseEntry {
  return {
    by: 'host',
    must: `the report ${reportBase} is asked for, and its parts are shown as one`,
    async run(trial) {
      const station = await Station201.ready(trial, { GetBaseReport: () => accepted })
      const payload = { requestId: 90, reportBase }
      assert.equal(await trial.tell('GetBaseReport', payload), accepted)
      assert.equal(station.got('GetBaseReport').at(-1), payload)
      const first = [variable('ChargingStation', 'Model', 'Box')]
      const second = [variable('SecurityCtrlr', 'SecurityProfile', '1')]
      await report(station, trial, first, 90, { seqNo: 0, tbc: true })
      await report(station, trial, second, 90, { seqNo: 1 })
      assert.is(await shown(trial, 'ChargingStation/Model'), 'Box')
      assert.is(await shown(trial, 'SecurityCtrlr/SecurityProfile'), '1')
    },
    twin: {
      must: 'a station that has no such report says so',
      async run(trial) {
        const answer = { status: 'NotSupported' }
        await Station201.ready(trial, { GetBaseReport: () => answer })
        assert.equal(await trial.tell('GetBaseReport', { requestId: 9, reportBase }), answer)
      },
    },
  }
}

function variable(name: string, variableName: string, value: string) {
  return { component: name, variable: variableName, value }
}

/** Sends a part of a report. */
async function report(
  station: Station201,
  trial: Trial,
  all: readonly (ReturnType<typeof variable> & { readonly instance?: string })[],
  requestId = 1,
  part: { readonly seqNo: number; readonly tbc?: boolean } = { seqNo: 0 },
): Promise<void> {
  const reportData = all.map(({ component: name, variable: variableName, value, instance }) => ({
    component: { name },
    variable: { name: variableName, ...(instance === undefined ? {} : { instance }) },
    variableAttribute: [{ type: 'Actual', value }],
    variableCharacteristics: { dataType: 'string', supportsMonitoring: false },
  }))
  await station.call('NotifyReport', { requestId, generatedAt: trial.time(), ...part, reportData })
}

/** The value of a variable as the API shows it. */
async function shown(trial: Trial, key: string): Promise<unknown> {
  const all = await trial.records(`/stations/${trial.id}/variables?limit=1000`)
  return all.find((one) => one.key === key)?.value
}

function values(payload: unknown): object {
  const asked = at(payload, 'getVariableData')
  const getVariableResult = (Array.isArray(asked) ? asked : []).map((one: unknown) => ({
    attributeStatus: 'Accepted',
    attributeValue: `value of ${at(one, 'variable.name')}`,
    component: at(one, 'component'),
    variable: at(one, 'variable'),
  }))
  return { getVariableResult }
}

function written(payload: unknown, attributeStatus = 'Accepted'): object {
  const asked = at(payload, 'setVariableData')
  const setVariableResult = (Array.isArray(asked) ? asked : []).map((one: unknown) => ({
    attributeStatus,
    component: at(one, 'component'),
    variable: at(one, 'variable'),
  }))
  return { setVariableResult }
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : -1
}
