import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, rejected } from './told.ts'

const one = { evse: { id: 1 } }
const connector = { evse: { id: 1, connectorId: 1 } }

/** G: in and out of service. */
export const availability = group('G Availability', {
  TC_G_03_CSMS: changes('an EVSE', 'Inoperative', { where: one, evses: [1] }),
  TC_G_04_CSMS: changes('an EVSE', 'Operative', { where: one, evses: [1] }),
  TC_G_05_CSMS: changes('the station', 'Inoperative', { where: {}, evses: [1, 2] }),
  TC_G_06_CSMS: changes('the station', 'Operative', { where: {}, evses: [1, 2] }),
  TC_G_07_CSMS: changes('a connector', 'Inoperative', { where: connector, evses: [1] }),
  TC_G_08_CSMS: changes('a connector', 'Operative', { where: connector, evses: [1] }),
  TC_G_11_CSMS: scheduled('an EVSE', one),
  TC_G_14_CSMS: scheduled('the station', {}),
  TC_G_17_CSMS: scheduled('a connector', connector),
  TC_G_20_CSMS: {
    by: 'station',
    must: 'a lock that fails is taken note of, and over when it holds again',
    async run(trial) {
      const station = await Station201.ready(trial)
      await station.status('Occupied')
      const lock = {
        component: { name: 'ConnectorPlugRetentionLock', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'Problem' },
        actualValue: 'true',
        techCode: 'LOCK-7',
      }
      await station.notify(lock)
      const { error } = await trial.server.values(`${trial.id}:1`)
      assert.not.equal(error, '', 'the failure is named')
      await trial.shows({ error: '' }, 2)
      await station.notify({ ...lock, actualValue: 'false', cleared: true })
      await trial.shows({ error: '' })
    },
  },
})

interface Target {
  readonly where: object
  readonly evses: readonly number[]
}

function changes(what: string, operationalStatus: string, { where, evses }: Target): CaseEntry {
  const out = operationalStatus === 'Inoperative'
  const payload = { operationalStatus, ...where }
  return {
    by: 'host',
    must: `${what} becomes ${operationalStatus}, as its connectors report`,
    async run(trial) {
      const station = await Station201.ready(trial, { ChangeAvailability: () => accepted })
      if (!out) for (const evse of evses) await station.status('Unavailable', { evse })
      assert.equal(await trial.tell('ChangeAvailability', payload), accepted)
      assert.equal(station.got('ChangeAvailability'), [payload])
      for (const evse of evses) await station.status(out ? 'Unavailable' : 'Available', { evse })
      for (const evse of [1, 2])
        await trial.shows({ cps: out && evses.includes(evse) ? 70 : 65 }, evse)
    },
    twin: {
      must: 'refused by the station, nothing changes',
      async run(trial) {
        await Station201.ready(trial, { ChangeAvailability: () => rejected })
        assert.equal(await trial.tell('ChangeAvailability', payload), rejected)
        await trial.shows({ cps: 65 })
      },
    },
  }
}

function scheduled(what: string, where: object): CaseEntry {
  const answer = { status: 'Scheduled' }
  const payload = { operationalStatus: 'Inoperative', ...where }
  return {
    by: 'host',
    must: `${what} that charges goes out of service when the transaction is over`,
    async run(trial) {
      const station = await Station201.ready(trial, { ChangeAvailability: () => answer })
      const idTag = await trial.card()
      const id = await station.charge(idTag)
      assert.equal(await trial.tell('ChangeAvailability', payload), answer)
      assert.equal(station.got('ChangeAvailability'), [payload])
      await trial.shows({ cps: 67, rfidAuth: 1 })
      await station.end(id, { stopped: 'Local' })
      await station.status('Unavailable')
      await trial.shows({ cps: 70, rfidAuth: 0, energy: 1000 })
      await showsTransactions(trial, [{ idTag, energy: 1000 }])
    },
  }
}
