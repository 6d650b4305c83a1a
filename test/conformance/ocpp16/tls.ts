import { createPrivateKey, X509Certificate } from 'node:crypto'
import * as assert from 'uvu/assert'
import { foreignAuthority, makeRequest } from '../../support/certificates.ts'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { bytesOf, oldKey } from './keys.ts'
import { Station16 } from './station.ts'

const accepted = { status: 'Accepted' }
/** Object identifier 1.2.840.113549.1.1.11, as certificates say it. */
const sha256WithRsa = Buffer.from('06092a864886f70d01010b', 'hex')

/** Connections that nobody can listen to, and stations with certificates. */
export const tls = group('Security: TLS', {
  TC_074_CSMS: {
    by: 'host',
    must: 'the station asks for a certificate of its own, gets one that verifies, and comes with it',
    server: 'tls',
    async run(trial) {
      const station = await askedForRequest(trial)
      const { csr, key } = await makeRequest(trial.id)
      assert.equal(await station.call('SignCertificate', { csr }), accepted)
      await trial.until(() => station.got('CertificateSigned').length === 1, 'it is signed')
      const chain = String(at(station.got('CertificateSigned')[0], 'certificateChain'))
      const certificate = new X509Certificate(chain)
      assert.is(certificate.subject, `CN=${trial.id}`)
      assert.ok(certificate.verify(new X509Certificate(trial.authority.ca).publicKey))
      assert.ok(certificate.checkPrivateKey(createPrivateKey(key)))
      // The algorithm that the certification wants: SHA256withRSA.
      assert.ok(Buffer.from(certificate.raw).includes(sha256WithRsa))
      const state = () => trial.server.runtime.operations(trial.id)[0]?.state
      await trial.until(() => state() === 'done', 'its answer is taken')
      await trial.showsOperations({ kind: 'certificate', state: 'done' })
      await station.leave()
      const { endpoint } = await trial.overTls()
      const tls = { ca: trial.authority.ca, cert: chain, key }
      const again = await Station16.connect(trial, { endpoint, tls })
      await again.boot()
      await trial.showsSecurity({ profile: 3, tls: true, leastProfile: 3 })
    },
    twin: {
      must: 'for another station nothing is signed, and that is told',
      async run(trial) {
        const station = await askedForRequest(trial)
        const { csr } = await makeRequest(`${trial.id}-B`)
        await station.call('SignCertificate', { csr })
        const events = () => trial.server.runtime.securityEvents.of(trial.id)
        await trial.until(() => events().some(({ kind }) => kind === 'certificate'), 'it is told')
        assert.equal(station.got('CertificateSigned'), [])
        await trial.showsOperations({ kind: 'certificate', state: 'running' })
      },
    },
  },
  TC_083_CSMS: {
    by: 'host',
    must: 'the security profile is raised: the station comes back over TLS, and never without it',
    server: 'tls',
    async run(trial) {
      await raising(trial, 'Accepted')
      const password = bytesOf(oldKey)
      const again = await Station16.connect(trial, { ...(await trial.overTls()), password })
      await again.boot()
      await trial.showsSecurity({ profile: 2, tls: true, leastProfile: 2 })
      await again.leave()
      assert.is(await trial.refused({ password }), 403)
      await trial.showsStation({ online: false })
    },
    twin: {
      must: 'a station that refuses comes back as before',
      async run(trial) {
        await raising(trial, 'Rejected')
        const again = await Station16.connect(trial, { password: bytesOf(oldKey) })
        await again.boot()
        await trial.showsSecurity({ profile: 1, tls: false, leastProfile: 1 })
      },
    },
  },
  TC_086_CSMS: {
    by: 'station',
    must: 'TLS of 1.2 and of 1.3 is spoken, with a certificate that verifies',
    server: 'tls',
    async run(trial) {
      await trial.credentials({ password: oldKey })
      const password = bytesOf(oldKey)
      for (const version of ['TLSv1.2', 'TLSv1.3']) {
        const { endpoint, tls } = await trial.overTls()
        const only = { ...tls, minVersion: version, maxVersion: version }
        const station = await Station16.connect(trial, { endpoint, tls: only, password })
        await station.boot()
        await trial.showsSecurity({ profile: 2, tls: true })
        await station.leave()
      }
    },
    twin: {
      must: 'nothing older is spoken',
      async run(trial) {
        const { endpoint, tls } = await trial.overTls()
        const ciphers = 'DEFAULT@SECLEVEL=0'
        const old = { ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }
        const code = await trial.refused({ endpoint, tls: old })
        assert.match(String(code), /EPROTO|SSL/)
      },
    },
  },
  TC_087_CSMS: {
    by: 'station',
    must: 'a station with a client certificate of its own is taken',
    server: 'tls',
    async run(trial) {
      const station = await Station16.connect(trial, await trial.overTls(trial.id))
      await station.boot()
      await trial.showsSecurity({ profile: 3, tls: true, leastProfile: 3 })
    },
    twin: {
      must: 'with that of another station or authority, or none any more, it is not',
      async run(trial) {
        assert.is(await trial.refused(await trial.overTls(`${trial.id}-B`)), 403)
        const { endpoint } = await trial.overTls()
        const foreign = await foreignAuthority()
        const strange = { ...(await foreign.station(trial.id)), ca: trial.authority.ca }
        assert.is(await trial.refused({ endpoint, tls: strange }), 403)
        assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
        const right = await trial.overTls(trial.id)
        await (await trial.connect(right)).leave()
        assert.is(await trial.refused(await trial.overTls()), 403)
        assert.is(await trial.refused({}), 403)
      },
    },
  },
})

/** A station with a password that was asked for a request for a certificate. */
async function askedForRequest(trial: Trial): Promise<Station16> {
  await trial.credentials({ password: oldKey })
  const station = await Station16.connect(trial, {
    ...(await trial.overTls()),
    password: bytesOf(oldKey),
    answers: { ExtendedTriggerMessage: () => accepted, CertificateSigned: () => accepted },
  })
  await station.boot()
  const wish = { requestedMessage: 'SignChargePointCertificate' }
  assert.equal(await trial.tell('ExtendedTriggerMessage', wish), accepted)
  assert.equal(station.got('ExtendedTriggerMessage'), [wish])
  return station
}

/** A station with a password is told to come with the next profile, and leaves for a reset. */
async function raising(trial: Trial, status: string): Promise<void> {
  await trial.credentials({ password: oldKey })
  const station = await Station16.connect(trial, {
    password: bytesOf(oldKey),
    answers: { ChangeConfiguration: () => ({ status }), Reset: () => accepted },
  })
  await station.boot()
  await trial.showsSecurity({ profile: 1 })
  const change = { key: 'SecurityProfile', value: '2' }
  assert.equal(await trial.tell('ChangeConfiguration', change), { status })
  assert.equal(station.got('ChangeConfiguration'), [change])
  assert.equal(await trial.tell('Reset', { type: 'Hard' }), accepted)
  await station.leave()
}
