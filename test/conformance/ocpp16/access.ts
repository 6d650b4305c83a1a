import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { bytesOf, newKey, oldKey } from './keys.ts'
import { Station16 } from './station.ts'

/** Who may connect, and how. */
export const access = group('Security: connections', {
  TC_073_CSMS: {
    by: 'host',
    must: 'a new password counts from when the station comes with it; the old one is refused then',
    async run(trial) {
      await trial.credentials({ password: oldKey })
      const station = await changesKey(trial, 'Accepted')
      await trial.showsSecurity({ isRotating: true })
      await station.leave()
      const again = await Station16.connect(trial, { password: bytesOf(newKey) })
      await again.boot()
      await trial.showsStation({ online: true })
      await trial.showsSecurity({ profile: 1, isRotating: false })
      await again.leave()
      assert.is(await trial.refused({ password: bytesOf(oldKey) }), 401)
      const known = [{ key: 'AuthorizationKey', value: '***', readonly: false }]
      await trial.showsStation({ online: false, configuration: known })
    },
    twin: {
      must: 'when the station refuses it, the old one still counts and the new one does not',
      async run(trial) {
        await trial.credentials({ password: oldKey })
        const station = await changesKey(trial, 'Rejected')
        await station.leave()
        assert.is(await trial.refused({ password: bytesOf(newKey) }), 401)
        const again = await Station16.connect(trial, { password: bytesOf(oldKey) })
        await again.boot()
        await trial.showsStation({ online: true, configuration: [] })
      },
    },
  },
  TC_085_CSMS: {
    by: 'station',
    must: 'with the right password the station is taken',
    async run(trial) {
      await trial.credentials({ password: oldKey })
      const station = await Station16.connect(trial, { password: bytesOf(oldKey) })
      await station.boot()
      await trial.showsStation({ online: true })
      await trial.showsSecurity({ profile: 1, tls: false, leastProfile: 1, hasPassword: true })
    },
    twin: {
      must: 'without one, with a wrong one, or as somebody else the answer is 401',
      async run(trial) {
        await trial.credentials({ password: oldKey })
        assert.is(await trial.refused({}), 401)
        assert.is(await trial.refused({ password: bytesOf(newKey) }), 401)
        const other = `${trial.id}-B`
        await trial.credentials({ password: newKey }, other)
        assert.is(await trial.refused({ identity: other, password: bytesOf(oldKey) }), 401)
        assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
      },
    },
  },
  TC_088_CSMS: {
    by: 'station',
    must: 'of several subprotocols one that is spoken is chosen',
    async run(trial) {
      const station = await Station16.connect(trial, {
        protocol: 'ocpp0.9',
        alsoOffered: ['ocpp1.6'],
      })
      assert.is(station.wire.protocol, 'ocpp1.6')
      await station.boot()
      await trial.showsStation({ online: true, protocol: 'ocpp1.6' })
    },
    twin: {
      must: 'with none that is spoken the connection is refused, and no station known',
      async run(trial) {
        const code = await trial.refused({ protocol: 'ocpp0.9', alsoOffered: ['ocpp1.5'] })
        assert.is(code, 400)
        assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
      },
    },
  },
})

/** A connected station that answers a change of its key with a word. */
async function changesKey(trial: Trial, status: string): Promise<Station16> {
  const station = await Station16.connect(trial, {
    password: bytesOf(oldKey),
    answers: { ChangeConfiguration: () => ({ status }) },
  })
  await station.boot()
  const change = { key: 'AuthorizationKey', value: newKey }
  assert.equal(await trial.tell('ChangeConfiguration', change), { status })
  assert.equal(station.got('ChangeConfiguration'), [change])
  return station
}
