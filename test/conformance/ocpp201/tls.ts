import * as assert from 'uvu/assert'
import { foreignAuthority } from '../../support/certificates.ts'
import type { CaseEntry } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'

const accepted = { status: 'Accepted' }
const password = 'correct horse 1 battery'

/** Connections that nobody can listen to. */
export const tls: Readonly<Record<string, CaseEntry>> = {
  TC_A_04_CSMS: {
    by: 'station',
    must: 'the host shows a certificate that the station can check',
    server: 'tls',
    async run(trial) {
      await trial.credentials({ password })
      const station = await Station201.connect(trial, { ...(await trial.overTls()), password })
      await station.boot()
      await trial.showsSecurity({ profile: 2, tls: true })
    },
    twin: {
      must: 'a station that believes another authority does not take it',
      async run(trial) {
        const { endpoint } = await trial.overTls()
        const foreign = await foreignAuthority()
        const code = await trial.refused({ endpoint, tls: { ca: foreign.ca } })
        assert.match(String(code), /UNABLE_TO|SELF_SIGNED|SIGNATURE/)
      },
    },
  },
  TC_A_06_CSMS: {
    by: 'station',
    must: 'a version of TLS that is too old is refused, and those from 1.2 on are not',
    server: 'tls',
    async run(trial) {
      const { endpoint, tls: trusted } = await trial.overTls()
      const ciphers = 'DEFAULT@SECLEVEL=0'
      const old = { ...trusted, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }
      assert.match(String(await trial.refused({ endpoint, tls: old })), /EPROTO|SSL/)
      for (const version of ['TLSv1.2', 'TLSv1.3']) {
        const only = { ...trusted, minVersion: version, maxVersion: version }
        const station = await Station201.connect(trial, { endpoint, tls: only })
        await station.boot()
        await station.leave()
      }
    },
  },
  TC_A_07_CSMS: {
    by: 'station',
    must: 'a station with a valid certificate is let in',
    server: 'tls',
    async run(trial) {
      const station = await Station201.connect(trial, await trial.overTls(trial.id))
      await station.boot()
      await trial.showsSecurity({ profile: 3, tls: true, leastProfile: 3 })
      await trial.showsStation({ online: true })
    },
  },
  TC_A_08_CSMS: {
    by: 'station',
    must: 'a station with the certificate of another station, or of another authority, is refused',
    server: 'tls',
    async run(trial) {
      assert.is(await trial.refused(await trial.overTls(`${trial.id}-B`)), 403)
      const { endpoint } = await trial.overTls()
      const foreign = await foreignAuthority()
      const strange = { ...(await foreign.station(trial.id)), ca: trial.authority.ca }
      assert.is(await trial.refused({ endpoint, tls: strange }), 403)
      assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
    },
  },
  TC_A_19_CSMS: {
    by: 'host',
    must: 'the security profile is raised: the station comes back over TLS, and never without it',
    server: 'tls',
    async run(trial) {
      await raising(trial, 'Accepted')
      const again = await Station201.connect(trial, { ...(await trial.overTls()), password })
      await again.boot()
      await trial.showsSecurity({ profile: 2, tls: true, leastProfile: 2 })
      await again.leave()
      assert.is(await trial.refused({ password }), 403)
    },
    twin: {
      must: 'a station that refuses comes back as before',
      async run(trial) {
        await raising(trial, 'Failed')
        const again = await Station201.connect(trial, { password })
        await again.boot()
        await trial.showsSecurity({ profile: 1, tls: false, leastProfile: 1 })
      },
    },
  },
}

/** A station with a password is told where to come with the next profile, and leaves for a reset. */
async function raising(trial: Trial, status: string): Promise<void> {
  await trial.credentials({ password })
  const station = await Station201.connect(trial, {
    password,
    answers: { SetNetworkProfile: () => ({ status }), Reset: () => accepted },
  })
  await station.boot()
  await trial.showsSecurity({ profile: 1 })
  const profile = {
    configurationSlot: 1,
    connectionData: {
      ocppVersion: 'OCPP20',
      ocppTransport: 'JSON',
      ocppCsmsUrl: (await trial.overTls()).endpoint,
      messageTimeout: 30,
      securityProfile: 2,
      ocppInterface: 'Wired0',
    },
  }
  assert.equal(await trial.tell('SetNetworkProfile', profile), { status })
  assert.equal(station.got('SetNetworkProfile'), [profile])
  assert.equal(await trial.tell('Reset', { type: 'OnIdle' }), accepted)
  await station.leave()
}
