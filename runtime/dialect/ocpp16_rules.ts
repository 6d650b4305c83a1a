import type { Ocpp16Messages } from './generated/ocpp16.types.gen.ts'
import type { Violation } from './violations.ts'

type Requests = { [A in keyof Ocpp16Messages]: Ocpp16Messages[A]['request'] }

/** What is wrong with a payload that its schema finds nothing wrong with. */
type Rule<A extends keyof Requests> = (payload: Requests[A]) => readonly Violation[]

/** What OCPP 1.6 demands of a call of the host and its schemas cannot say. */
export const rules: { readonly [A in keyof Requests]?: Rule<A> } = {
  // §7.1 and §6.41: each card of a full list comes with what it is worth.
  SendLocalList: ({ updateType, localAuthorizationList: cards = [] }) =>
    updateType === 'Full'
      ? cards.flatMap(({ idTagInfo }, index) =>
          idTagInfo === undefined
            ? [wrong(`/localAuthorizationList/${index}/idTagInfo`, 'is required in a full list')]
            : [],
        )
      : [],
  // §5.11: such a profile is for the transaction to come.
  RemoteStartTransaction: ({ chargingProfile: profile }) =>
    profile === undefined
      ? []
      : [
          ...(profile.chargingProfilePurpose === 'TxProfile'
            ? []
            : [wrong('/chargingProfile/chargingProfilePurpose', 'must be TxProfile in this call')]),
          ...(profile.transactionId === undefined
            ? []
            : [wrong('/chargingProfile/transactionId', 'is not known before the start')]),
        ],
  // §3.13.1 and §7.8: where each purpose may be used.
  SetChargingProfile: ({ connectorId, csChargingProfiles: profile }) => {
    const { chargingProfilePurpose: purpose, transactionId } = profile
    const at = '/csChargingProfiles/transactionId'
    if (purpose === 'TxProfile') {
      return connectorId > 0 ? [] : [wrong('/connectorId', 'must be above 0 for a TxProfile')]
    }
    return [
      ...(transactionId === undefined ? [] : [wrong(at, `must not be in a ${purpose}`)]),
      ...(purpose === 'ChargePointMaxProfile' && connectorId !== 0
        ? [wrong('/connectorId', 'must be 0 for a ChargePointMaxProfile')]
        : []),
    ]
  },
}

function wrong(path: string, message: string): Violation {
  return { path, message }
}
