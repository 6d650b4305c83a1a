import * as assert from 'uvu/assert'
import { refusal } from '../../support/handshake.ts'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'

const oldPassword = 'correct horse 1 battery'
const newPassword = 'staple 2 more letters'

/** Passwords, and who comes without. */
export const passwords: Readonly<Record<string, CaseEntry>> = {
  TC_A_01_CSMS: {
    by: 'station',
    must: 'the right name and password are let in',
    async run(trial) {
      await trial.credentials({ password: oldPassword })
      const station = await Station201.connect(trial, { password: oldPassword })
      assert.is(at(await station.boot(), 'status'), 'Accepted')
      await trial.showsStation({ online: true })
      await trial.showsSecurity({ profile: 1, leastProfile: 1, hasPassword: true })
    },
  },
  TC_A_02_CSMS: {
    by: 'station',
    must: 'a name that is not that of the station is refused, even with its password',
    async run(trial) {
      await trial.credentials({ password: oldPassword })
      await trial.credentials({ password: oldPassword }, `${trial.id}-B`)
      const user = `${trial.id}-B`
      const where = { path: `/${trial.id}`, protocols: ['ocpp2.0.1'], user, password: oldPassword }
      assert.is((await refusal(trial.server, where)).status, 401)
      await isUnknown(trial)
    },
  },
  TC_A_03_CSMS: {
    by: 'station',
    must: 'a wrong password, or none, is refused',
    async run(trial) {
      await trial.credentials({ password: oldPassword })
      assert.is(await trial.refused({ password: newPassword }), 401)
      assert.is(await trial.refused({}), 401)
      await isUnknown(trial)
    },
  },
  TC_A_09_CSMS: {
    by: 'host',
    must: 'a new password counts from when the station comes with it; the old one is refused then',
    async run(trial) {
      const station = await changesPassword(trial, 'Accepted')
      await trial.showsSecurity({ isRotating: true })
      await station.leave()
      const again = await Station201.connect(trial, { password: newPassword })
      await again.boot()
      await trial.showsSecurity({ profile: 1, isRotating: false })
      await again.leave()
      assert.is(await trial.refused({ password: oldPassword }), 401)
      const shown = JSON.stringify(await trial.read(`/stations/${trial.id}`))
      assert.not.match(shown, newPassword)
    },
  },
  TC_A_10_CSMS: {
    by: 'host',
    must: 'a new password that the station refuses leaves the old one valid',
    async run(trial) {
      const station = await changesPassword(trial, 'Rejected')
      await station.leave()
      assert.is(await trial.refused({ password: newPassword }), 401)
      const again = await Station201.connect(trial, { password: oldPassword })
      await again.boot()
      await trial.showsStation({ online: true })
    },
  },
}

/** A refused station leaves no trace. */
async function isUnknown(trial: Trial): Promise<void> {
  assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
}

/** A connected station that answers a change of its password with a word. */
async function changesPassword(trial: Trial, attributeStatus: string): Promise<Station201> {
  await trial.credentials({ password: oldPassword })
  const place = {
    component: { name: 'SecurityCtrlr' },
    variable: { name: 'BasicAuthPassword' },
  }
  const setVariableResult = [{ ...place, attributeStatus }]
  const station = await Station201.connect(trial, {
    password: oldPassword,
    answers: { SetVariables: () => ({ setVariableResult }) },
  })
  await station.boot()
  const setVariableData = [{ ...place, attributeValue: newPassword }]
  await trial.tell('SetVariables', { setVariableData })
  assert.equal(station.got('SetVariables').at(-1), { setVariableData })
  return station
}
