import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dialects } from '../../runtime/dialect/dialects.ts'

const card = { idToken: 'CARD', type: 'ISO14443' }
const worth = { status: 'Accepted' }

/** Paths of what is wrong with a call of the host, in every version of these messages. */
function wrong(action: string, payload: object): readonly string[] {
  const found = dialects
    .filter(({ version }) => version.startsWith('2'))
    .map(
      ({ hostCalls }) =>
        hostCalls
          .get(action)
          ?.demands?.(payload)
          .map(({ path }) => path) ?? ['?'],
    )
  for (const one of found) assert.equal(one, found[0], 'alike in every version')
  return found[0] ?? ['?']
}

function profile(purpose: string, more: object = {}): object {
  return {
    id: 1,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: [
      { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
    ],
    ...more,
  }
}

test('a full list names what each card is worth; a change of the list need not', () => {
  const list = (updateType: string, entry: object) =>
    wrong('SendLocalList', { versionNumber: 1, updateType, localAuthorizationList: [entry] })
  assert.equal(list('Full', { idToken: card }), ['/localAuthorizationList/0/idTokenInfo'])
  assert.equal(list('Full', { idToken: card, idTokenInfo: worth }), [])
  assert.equal(list('Differential', { idToken: card }), [])
})

test('a profile of a start is one for the transaction to come', () => {
  const start = (chargingProfile: object) =>
    wrong('RequestStartTransaction', {
      remoteStartId: 1,
      idToken: card,
      evseId: 1,
      chargingProfile,
    })
  assert.equal(start(profile('TxProfile')), [])
  assert.equal(start(profile('TxDefaultProfile')), ['/chargingProfile/chargingProfilePurpose'])
  assert.equal(start(profile('TxProfile', { transactionId: 'T' })), [
    '/chargingProfile/transactionId',
  ])
})

test('each purpose of a profile has its place', () => {
  const set = (evseId: number, chargingProfile: object) =>
    wrong('SetChargingProfile', { evseId, chargingProfile })
  const id = { transactionId: 'T' }
  assert.equal(set(1, profile('TxProfile', id)), [])
  assert.equal(set(1, profile('TxProfile')), ['/chargingProfile/transactionId'])
  assert.equal(set(0, profile('TxProfile', id)), ['/evseId'])
  assert.equal(set(1, profile('TxDefaultProfile', id)), ['/chargingProfile/transactionId'])
  assert.equal(set(0, profile('TxDefaultProfile')), [])
  assert.equal(set(0, profile('ChargingStationMaxProfile')), [])
  assert.equal(set(1, profile('ChargingStationMaxProfile')), ['/evseId'])
})

test('severities go from 0 to 9', () => {
  for (const severity of [0, 9]) assert.equal(wrong('SetMonitoringLevel', { severity }), [])
  for (const severity of [-1, 10]) {
    assert.equal(wrong('SetMonitoringLevel', { severity }), ['/severity'])
    const data = {
      value: 1,
      type: 'Delta',
      severity,
      component: { name: 'A' },
      variable: { name: 'B' },
    }
    assert.equal(wrong('SetVariableMonitoring', { setMonitoringData: [data] }), [
      '/setMonitoringData/0/severity',
    ])
  }
})

test.run()
