import { list, member } from './answer.ts'
import type { Violation } from './violations.ts'

/** What is wrong with a payload that its schema finds nothing wrong with. */
type Rule = (payload: unknown) => readonly Violation[]

const severities = 'must be from 0 (danger) to 9 (debug)'

/** What OCPP 2.0.1 and 2.1 demand of a call of the host and their schemas cannot say. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  // D01.FR.15: each card of a full list comes with what it is worth.
  [
    'SendLocalList',
    (payload) =>
      member(payload, 'updateType') === 'Full'
        ? list(member(payload, 'localAuthorizationList')).flatMap((entry, index) =>
            member(entry, 'idTokenInfo') === undefined
              ? [
                  wrong(
                    `/localAuthorizationList/${index}/idTokenInfo`,
                    'is required in a full list',
                  ),
                ]
              : [],
          )
        : [],
  ],
  // F01.FR.08 and K05: such a profile is for the transaction to come.
  [
    'RequestStartTransaction',
    (payload) => {
      const profile = member(payload, 'chargingProfile')
      if (profile === undefined) return []
      return [
        ...(member(profile, 'chargingProfilePurpose') === 'TxProfile'
          ? []
          : [wrong('/chargingProfile/chargingProfilePurpose', 'must be TxProfile in this call')]),
        ...(member(profile, 'transactionId') === undefined
          ? []
          : [wrong('/chargingProfile/transactionId', 'is not known before the start')]),
      ]
    },
  ],
  // K01.FR.03, K01.FR.16 and K01.FR.38: where each purpose may be used.
  [
    'SetChargingProfile',
    (payload) => {
      const evse = member(payload, 'evseId')
      const profile = member(payload, 'chargingProfile')
      const purpose = member(profile, 'chargingProfilePurpose')
      const transaction = member(profile, 'transactionId')
      const at = '/chargingProfile/transactionId'
      if (purpose === 'TxProfile') {
        return [
          ...(transaction === undefined ? [wrong(at, 'is required in a TxProfile')] : []),
          ...(evse === 0 ? [wrong('/evseId', 'must be above 0 for a TxProfile')] : []),
        ]
      }
      return [
        ...(transaction === undefined ? [] : [wrong(at, `must not be in a ${purpose}`)]),
        ...(purpose === 'ChargingStationMaxProfile' && evse !== 0
          ? [wrong('/evseId', 'must be 0 for a ChargingStationMaxProfile')]
          : []),
      ]
    },
  ],
  ['SetMonitoringLevel', (payload) => severity(payload, '/severity')],
  [
    'SetVariableMonitoring',
    (payload) =>
      list(member(payload, 'setMonitoringData')).flatMap((data, index) =>
        severity(data, `/setMonitoringData/${index}/severity`),
      ),
  ],
])

function severity(payload: unknown, path: string): readonly Violation[] {
  const found = member(payload, 'severity')
  const isKnown = typeof found === 'number' && found >= 0 && found <= 9
  return isKnown ? [] : [wrong(path, severities)]
}

function wrong(path: string, message: string): Violation {
  return { path, message }
}
