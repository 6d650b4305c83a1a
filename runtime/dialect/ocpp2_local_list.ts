import type { ListedCard, Outcome } from '../model.ts'
import { member, statusOf } from './answer.ts'
import type { Dialect, Speaker } from './dialect.ts'
import type { Ocpp201Messages } from './generated/ocpp201.types.gen.ts'
import { tokenOf } from './ocpp2_cards.ts'

type Rows = Pick<Dialect['outbound'], 'GetLocalListVersion' | 'SendLocalList'>
type Payload = Ocpp201Messages['SendLocalList']['request']
type Entry = NonNullable<Payload['localAuthorizationList']>[number]

/** How the list of cards that a station keeps is said in OCPP 2.0.1 and 2.1 (part 2, D). */
export const localListRows: Rows = {
  GetLocalListVersion: {
    encode: () => ({ action: 'GetLocalListVersion', payload: {} }),
    decode: (answer, _, at): Outcome => {
      const version = member(answer, 'versionNumber')
      if (typeof version !== 'number') return { accepted: false, status: statusOf(answer) }
      const events = [{ kind: 'LocalListRead', version, at }] as const
      return { accepted: true, status: 'Accepted', events }
    },
  },
  SendLocalList: {
    encode: ({ version, full, cards }, speaker) => ({
      action: 'SendLocalList',
      payload: {
        versionNumber: version,
        updateType: full ? 'Full' : 'Differential',
        ...(cards.length > 0
          ? { localAuthorizationList: cards.map((card) => entryOf(card, speaker)) }
          : {}),
      } satisfies Payload,
    }),
    decode: (answer, { version }, at): Outcome => {
      const status = statusOf(answer)
      if (status !== 'Accepted') {
        return { accepted: false, status, unsupported: status === 'NotSupported' }
      }
      return { accepted: true, status, events: [{ kind: 'LocalListRead', version, at }] }
    },
  },
}

function entryOf({ idTag, info }: ListedCard, speaker: Speaker): Entry {
  const idToken = tokenOf(idTag, speaker)
  if (info === undefined) return { idToken }
  const { status, expiry, parentIdTag } = info
  return {
    idToken,
    idTokenInfo: {
      status,
      ...(expiry === undefined ? {} : { cacheExpiryDateTime: new Date(expiry).toISOString() }),
      ...(parentIdTag === undefined ? {} : { groupIdToken: tokenOf(parentIdTag, speaker) }),
    },
  }
}
