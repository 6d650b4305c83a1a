import { X509Certificate } from 'node:crypto'
import * as assert from 'uvu/assert'
import { makeRequest } from '../../support/certificates.ts'
import { at } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { showsNotice, showsOperation } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'

const accepted = { status: 'Accepted' }
const rejected = { status: 'Rejected' }
const v2g =
  'The host signs certificates of stations with an authority of its own; those for vehicles ' +
  '(V2G) come from a public key infrastructure that a building controller has no part in'

/** Certificates that the station asks for. */
export const ownCertificates: Readonly<Record<string, CaseEntry>> = {
  TC_A_11_CSMS: {
    by: 'host',
    must: 'the station is asked to renew its certificate, gets one that verifies, and comes with it',
    server: 'tls',
    async run(trial) {
      const station = await asked(trial, accepted)
      const { csr, key } = await makeRequest(trial.id)
      const request = { csr, certificateType: 'ChargingStationCertificate' }
      assert.is(at(await station.call('SignCertificate', request), 'status'), 'Accepted')
      await trial.until(() => station.got('CertificateSigned').length === 1, 'it is signed')
      const chain = String(at(station.got('CertificateSigned')[0], 'certificateChain'))
      const certificate = new X509Certificate(chain)
      assert.is(certificate.subject, `CN=${trial.id}`)
      assert.ok(certificate.verify(new X509Certificate(trial.authority.ca).publicKey))
      const state = () => trial.server.runtime.operations(trial.id).at(-1)?.state
      await trial.until(() => state() === 'done', 'its answer is taken')
      await showsOperation(trial, { kind: 'certificate', state: 'done' })
      await station.leave()
      const { endpoint } = await trial.overTls()
      const tls = { ca: trial.authority.ca, cert: chain, key }
      const again = await Station201.connect(trial, { endpoint, tls })
      await again.boot()
      await trial.showsSecurity({ profile: 3, tls: true, leastProfile: 3 })
    },
    twin: {
      must: 'for another station nothing is signed',
      async run(trial) {
        const station = await asked(trial, accepted)
        const { csr } = await makeRequest(`${trial.id}-B`)
        await station.call('SignCertificate', { csr })
        const events = () => trial.server.runtime.securityEvents.of(trial.id)
        await trial.until(() => events().some(({ kind }) => kind === 'certificate'), 'it is told')
        assert.equal(station.got('CertificateSigned'), [])
      },
    },
  },
  TC_A_12_CSMS: { by: 'host', must: '', outOfScope: v2g },
  TC_A_13_CSMS: { by: 'host', must: '', outOfScope: v2g },
  TC_A_14_CSMS: {
    by: 'host',
    must: 'a certificate that the station refuses: its security event is taken and on record',
    server: 'tls',
    async run(trial) {
      const station = await asked(trial, rejected)
      const { csr } = await makeRequest(trial.id)
      await station.call('SignCertificate', { csr })
      await trial.until(() => station.got('CertificateSigned').length === 1, 'it is signed')
      const event = { type: 'InvalidChargingStationCertificate', timestamp: trial.time() }
      assert.equal(await station.call('SecurityEventNotification', event), {})
      await showsNotice(trial, 'SecurityEventNotification', event)
      const state = () => trial.server.runtime.operations(trial.id).at(-1)?.state
      await trial.until(() => state() !== 'running', 'its answer is taken')
      await showsOperation(trial, { kind: 'certificate', state: 'failed' })
    },
  },
}

/** A station that was asked for a request for a certificate of its own. */
async function asked(trial: Trial, answer: object): Promise<Station201> {
  const password = 'correct horse 1 battery'
  await trial.credentials({ password })
  const station = await Station201.connect(trial, {
    ...(await trial.overTls()),
    password,
    answers: { TriggerMessage: () => accepted, CertificateSigned: () => answer },
  })
  await station.boot()
  const wish = { requestedMessage: 'SignChargingStationCertificate' }
  assert.equal(await trial.tell('TriggerMessage', wish), accepted)
  assert.equal(station.got('TriggerMessage').at(-1), wish)
  return station
}
