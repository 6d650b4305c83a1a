import * as assert from 'uvu/assert'
import type { CaseEntry } from '../case.ts'
import { showsData, showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, rejected } from './told.ts'

const card = { idToken: { idToken: 'CARD', type: 'ISO14443' } }
const hashData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a1',
  issuerKeyHash: 'b2',
  serialNumber: '0c',
}

/** What a station knows of a customer, to be told or forgotten. */
export const customer: Readonly<Record<string, CaseEntry>> = {
  TC_N_27_CSMS: asks('is told', { report: true, clear: false, ...card }, 'Card CARD, 3 sessions'),
  TC_N_28_CSMS: asks('is told, which is nothing', { report: true, clear: false, ...card }, ''),
  TC_N_29_CSMS: {
    by: 'host',
    must: 'a station that tells nothing says so',
    async run(trial) {
      await Station201.ready(trial, { CustomerInformation: () => rejected })
      const payload = { requestId: 85, report: true, clear: false, ...card }
      assert.equal(await trial.tell('CustomerInformation', payload), rejected)
      await showsOperation(trial, { kind: 'customer-information', state: 'refused' })
    },
  },
  TC_N_30_CSMS: asks('is told and forgotten', { report: true, clear: true, ...card }, 'Card CARD'),
  TC_N_31_CSMS: asks('is forgotten, and was nothing', { report: true, clear: true, ...card }, ''),
  TC_N_32_CSMS: {
    by: 'host',
    must: 'what is known of a customer is forgotten, and not told',
    async run(trial) {
      const station = await Station201.ready(trial, { CustomerInformation: () => accepted })
      const payload = { requestId: 86, report: false, clear: true, ...card }
      assert.equal(await trial.tell('CustomerInformation', payload), accepted)
      assert.equal(station.got('CustomerInformation'), [payload])
    },
  },
  TC_N_46_CSMS: {
    by: 'host',
    must: 'a customer is forgotten, and taken off the local list too',
    async run(trial) {
      const station = await Station201.ready(trial, {
        CustomerInformation: () => accepted,
        SendLocalList: () => accepted,
      })
      const payload = { requestId: 87, report: false, clear: true, ...card }
      assert.equal(await trial.tell('CustomerInformation', payload), accepted)
      const list = {
        versionNumber: 2,
        updateType: 'Differential',
        localAuthorizationList: [{ ...card }],
      }
      assert.equal(await trial.tell('SendLocalList', list), accepted)
      assert.equal(station.got('SendLocalList').at(-1), list)
    },
  },
  TC_N_62_CSMS: asks(
    'is told and forgotten, by the number of the customer',
    { report: true, clear: true, customerIdentifier: 'C-17' },
    'Customer C-17',
  ),
  TC_N_63_CSMS: asks(
    'is told and forgotten, by the certificate of the customer',
    { report: true, clear: true, customerCertificate: hashData },
    'Certificate 0c',
  ),
}

function asks(what: string, wanted: object, data: string): CaseEntry {
  return {
    by: 'host',
    must: `what is known of a customer ${what}`,
    async run(trial) {
      const station = await Station201.ready(trial, { CustomerInformation: () => accepted })
      const payload = { requestId: 85, ...wanted }
      assert.equal(await trial.tell('CustomerInformation', payload), accepted)
      assert.equal(station.got('CustomerInformation'), [payload])
      const part = { requestId: 85, generatedAt: trial.time(), data }
      await station.call('NotifyCustomerInformation', { ...part, seqNo: 0, tbc: true })
      await station.call('NotifyCustomerInformation', { ...part, seqNo: 1 })
      const done = { kind: 'customer-information', request: 85, state: 'done', parts: 2 }
      await showsOperation(trial, done)
      await showsData(trial, [data, data])
    },
  }
}
