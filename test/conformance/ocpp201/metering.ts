import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { showsTransactions, transactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'
import { signed } from './transactions_start.ts'

const clock = 'Sample.Clock'

/** J: values measured at the clock and while charging. */
export const metering = group('J Meter Values', {
  TC_J_01_CSMS: {
    by: 'station',
    must: 'values at the clock are taken while nobody charges',
    async run(trial) {
      const station = await Station201.ready(trial)
      await meterValues(station, trial, readings(clock))
      await trial.shows({ voltage: 230 })
      await showsTransactions(trial, [])
    },
  },
  TC_J_02_CSMS: {
    by: 'station',
    must: 'values at the clock are taken while somebody charges',
    async run(trial) {
      const station = await Station201.ready(trial)
      const id = await station.charge(await trial.card(), { register: 1000 })
      const how = { trigger: 'MeterValueClock', state: 'Charging' }
      await station.event(id, { ...how, values: readings(clock) })
      await trial.shows({ voltage: 230, current: 16, power: 3.68, energy: 500 })
    },
  },
  TC_J_03_CSMS: {
    by: 'station',
    must: 'the end of a transaction may bring all values measured at the clock; its register counts',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag, { register: 1000 })
      await station.end(id, { register: 1800, values: readings(clock), stopped: 'Local' })
      await trial.shows({ energy: 800 })
      await showsTransactions(trial, [{ idTag, energy: 800, meterStop: 1800 }])
    },
  },
  TC_J_04_CSMS: signedValues(clock, 'MeterValueClock'),
  TC_J_07_CSMS: begins('the EVSE is known', 1),
  TC_J_08_CSMS: begins('the EVSE is not known yet'),
  TC_J_09_CSMS: {
    by: 'station',
    must: 'values sampled while charging are shown',
    async run(trial) {
      const station = await Station201.ready(trial)
      const id = await station.charge(await trial.card(), { register: 1000 })
      await station.event(id, { values: readings('Sample.Periodic') })
      await trial.shows({ voltage: 230, current: 16, power: 3.68, energy: 500 })
      await trial.pass(10)
      await station.event(id, { values: readings('Sample.Periodic', 1600) })
      await trial.shows({ energy: 600 })
    },
  },
  TC_J_10_CSMS: {
    by: 'station',
    must: 'the values at the end are those of the record',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag, { register: 1000 })
      const values = readings('Transaction.End', 1900)
      await station.end(id, { register: 1900, values, stopped: 'Local' })
      await trial.shows({ energy: 900, power: 0, current: 0 })
      await showsTransactions(trial, [{ idTag, meterStart: 1000, meterStop: 1900, energy: 900 }])
    },
  },
  TC_J_11_CSMS: signedValues('Sample.Periodic', 'MeterValuePeriodic'),
})

function readings(context: string, register = 1500): readonly object[] {
  return [
    { value: register, measurand: 'Energy.Active.Import.Register', context },
    { value: 230, measurand: 'Voltage', phase: 'L1-N', context },
    { value: 16, measurand: 'Current.Import', phase: 'L1', context },
    { value: 3680, measurand: 'Power.Active.Import', context, unitOfMeasure: { unit: 'W' } },
  ]
}

async function meterValues(station: Station201, trial: Trial, values: readonly object[]) {
  const meterValue = [{ timestamp: trial.time(), sampledValue: values }]
  await station.call('MeterValues', { evseId: 1, meterValue })
}

function begins(when: string, evse?: number): CaseEntry {
  return {
    by: 'station',
    must: `the values of the start count where ${when}`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card()
      const id = station.newTransaction()
      const start = { type: 'Started', trigger: 'Authorized', idToken } as const
      const values = [{ value: 700, measurand: 'Energy.Active.Import.Register' }]
      if (evse === undefined) {
        await station.event(id, start)
        await station.status('Occupied')
        const how = { trigger: 'CablePluggedIn', state: 'EVConnected', evse: 1 }
        const begun = values.map((value) => ({ ...value, context: 'Transaction.Begin' }))
        await station.event(id, { ...how, values: begun })
      } else {
        await station.status('Occupied')
        await station.event(id, { ...start, evse, state: 'EVConnected', values })
      }
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await station.event(id, { register: 950, state: 'Charging' })
      await trial.shows({ cps: 67, rfid: idToken, energy: 250 })
      await showsTransactions(trial, [{ idTag: idToken, meterStart: 700, stoppedAt: null }])
    },
  }
}

/** Signed values are kept word for word with the transaction. */
function signedValues(context: string, trigger: string): CaseEntry {
  return {
    by: 'station',
    must: 'signed values are taken as values, and kept as they were signed',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idTag = await trial.card()
      const id = await station.charge(idTag, { register: 1000 })
      await station.event(id, {
        trigger,
        state: 'Charging',
        values: [{ ...signed(1300), context }],
      })
      await trial.shows({ energy: 300 })
      await station.end(id, { register: 1400, values: [signed(1400)], stopped: 'Local' })
      await showsTransactions(trial, [{ idTag, energy: 400 }])
      const [one] = await transactions(trial)
      const record = await trial.read(`/transactions/${one?.id}`)
      assert.match(JSON.stringify(record), 'T0NNRnx7fXx7fQ==')
    },
  }
}
