import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { type CaseEntry, group } from '../case.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
const hashData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a1',
  issuerKeyHash: 'b2',
  serialNumber: '0c',
}
const iso15118 =
  'Contract certificates come from a V2G public key infrastructure, which a building controller ' +
  'has no part in; the station is answered Failed, well-formed, so that it goes on without'

/** M: certificates of the station and of vehicles. */
export const certificates = group('M ISO 15118 Certificate Management', {
  TC_M_01_CSMS: installs('CSMSRootCertificate'),
  TC_M_02_CSMS: installs('ManufacturerRootCertificate'),
  TC_M_03_CSMS: installs('V2GRootCertificate'),
  TC_M_04_CSMS: installs('MORootCertificate'),
  TC_M_05_CSMS: told({
    must: 'a certificate that the station cannot install is told as Failed',
    action: 'InstallCertificate',
    payload: { certificateType: 'CSMSRootCertificate', certificate },
    answer: { status: 'Failed' },
  }),
  TC_M_12_CSMS: lists(['CSMSRootCertificate']),
  TC_M_13_CSMS: lists(['ManufacturerRootCertificate']),
  TC_M_14_CSMS: lists(['V2GRootCertificate']),
  TC_M_15_CSMS: lists(['V2GCertificateChain']),
  TC_M_16_CSMS: lists(['MORootCertificate']),
  TC_M_17_CSMS: lists(['CSMSRootCertificate', 'ManufacturerRootCertificate']),
  TC_M_18_CSMS: lists(),
  TC_M_19_CSMS: told({
    must: 'the station has no such certificate',
    action: 'GetInstalledCertificateIds',
    payload: { certificateType: ['MORootCertificate'] },
    answer: { status: 'NotFound' },
  }),
  TC_M_20_CSMS: {
    by: 'host',
    must: 'a certificate is deleted by the hash that the station told of it',
    async run(trial) {
      const chain = { certificateType: 'MORootCertificate', certificateHashData: hashData }
      const station = await Station201.ready(trial, {
        GetInstalledCertificateIds: () => ({ ...accepted, certificateHashDataChain: [chain] }),
        DeleteCertificate: () => accepted,
      })
      const answer = await trial.tell('GetInstalledCertificateIds', {})
      const certificateHashData = at(answer, 'certificateHashDataChain.0.certificateHashData')
      assert.equal(await trial.tell('DeleteCertificate', { certificateHashData }), accepted)
      assert.equal(station.got('DeleteCertificate'), [{ certificateHashData: hashData }])
    },
  },
  TC_M_21_CSMS: told({
    must: 'a certificate that cannot be deleted is told as Failed',
    action: 'DeleteCertificate',
    payload: { certificateHashData: hashData },
    answer: { status: 'Failed' },
  }),
  TC_M_24_CSMS: {
    by: 'station',
    must: '',
    outOfScope: `The host would have to ask the OCSP responder of the issuer. ${iso15118}`,
  },
  TC_M_26_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
  TC_M_28_CSMS: { by: 'station', must: '', outOfScope: iso15118 },
})

function installs(certificateType: string): CaseEntry {
  return told({
    must: `a ${certificateType} is installed on the station`,
    action: 'InstallCertificate',
    payload: { certificateType, certificate },
    answer: accepted,
  })
}

function lists(certificateType?: readonly string[]): CaseEntry {
  const types = certificateType ?? ['CSMSRootCertificate', 'V2GRootCertificate']
  return told({
    must: `the certificates ${certificateType?.join(' and ') ?? 'of all types'} are asked for`,
    action: 'GetInstalledCertificateIds',
    payload: certificateType === undefined ? {} : { certificateType },
    answer: {
      ...accepted,
      certificateHashDataChain: types.map((type) => ({
        certificateType: type,
        certificateHashData: hashData,
      })),
    },
  })
}
