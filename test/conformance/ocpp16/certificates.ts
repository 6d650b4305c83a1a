import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'
import { warns } from './warns.ts'

const accepted = { status: 'Accepted' }
const rejected = { status: 'Rejected' }
const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a1b2',
  issuerKeyHash: 'c3d4',
  serialNumber: '05',
}
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

/** Certificates that a station keeps. */
export const certificates = group('Security: certificates', {
  TC_075_1_CSMS: installs('ManufacturerRootCertificate'),
  TC_075_2_CSMS: installs('CentralSystemRootCertificate'),
  TC_076_CSMS: {
    by: 'host',
    must: 'a certificate is deleted by the hash that the station told',
    async run(trial) {
      const station = await Station16.ready(trial, {
        GetInstalledCertificateIds: () => ({ ...accepted, certificateHashData: [hash] }),
        DeleteCertificate: () => accepted,
      })
      const wish = { certificateType: 'CentralSystemRootCertificate' }
      const told = await trial.tell('GetInstalledCertificateIds', wish)
      assert.equal(told.certificateHashData, [hash])
      const remove = { certificateHashData: hash }
      assert.equal(await trial.tell('DeleteCertificate', remove), accepted)
      assert.equal(station.got('DeleteCertificate'), [remove])
    },
    twin: {
      must: 'one that the station does not have is NotFound; half a hash is not sent',
      async run(trial) {
        const station = await Station16.ready(trial, {
          DeleteCertificate: () => ({ status: 'NotFound' }),
        })
        const { serialNumber: _, ...half } = hash
        const { status } = await trial.ask('DeleteCertificate', { certificateHashData: half })
        assert.is(status, 422)
        assert.equal(station.got('DeleteCertificate'), [])
        const answer = await trial.tell('DeleteCertificate', { certificateHashData: hash })
        assert.equal(answer, { status: 'NotFound' })
      },
    },
  },
  TC_077_CSMS: {
    by: 'host',
    must: 'a certificate of its own that the station refuses: its security event is taken and shown',
    async run(trial) {
      const station = await Station16.ready(trial, { CertificateSigned: () => rejected })
      const signed = { certificateChain: pem }
      assert.equal(await trial.tell('CertificateSigned', signed), rejected)
      assert.equal(station.got('CertificateSigned'), [signed])
      await warns(trial, station, 'InvalidChargePointCertificate')
    },
  },
  TC_078_CSMS: {
    by: 'host',
    must: 'a root certificate that the station refuses: its security event is taken and shown',
    async run(trial) {
      const station = await Station16.ready(trial, { InstallCertificate: () => rejected })
      const install = { certificateType: 'CentralSystemRootCertificate', certificate: pem }
      assert.equal(await trial.tell('InstallCertificate', install), rejected)
      assert.equal(station.got('InstallCertificate'), [install])
      await warns(trial, station, 'InvalidCentralSystemCertificate')
    },
  },
})

function installs(certificateType: string) {
  return {
    by: 'host',
    must: `a ${certificateType} is installed, and told of when asked for`,
    async run(trial: Trial) {
      const station = await Station16.ready(trial, {
        InstallCertificate: () => accepted,
        GetInstalledCertificateIds: () => ({ ...accepted, certificateHashData: [hash] }),
      })
      const install = { certificateType, certificate: pem }
      assert.equal(await trial.tell('InstallCertificate', install), accepted)
      assert.equal(station.got('InstallCertificate'), [install])
      const told = await trial.tell('GetInstalledCertificateIds', { certificateType })
      assert.equal(told, { ...accepted, certificateHashData: [hash] })
      assert.equal(station.got('GetInstalledCertificateIds'), [{ certificateType }])
    },
    twin: {
      must: 'one of no known kind is not sent',
      async run(trial: Trial) {
        const station = await Station16.ready(trial, { InstallCertificate: () => accepted })
        const install = { certificateType: 'Certificate', certificate: pem }
        assert.is((await trial.ask('InstallCertificate', install)).status, 422)
        assert.equal(station.got('InstallCertificate'), [])
      },
    },
  } as const
}
