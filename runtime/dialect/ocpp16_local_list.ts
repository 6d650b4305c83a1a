import type { ListedCard, Outcome } from '../model.ts'
import { member, statusOf } from './answer.ts'
import type { Dialect } from './dialect.ts'
import type { Ocpp16Messages } from './generated/ocpp16.types.gen.ts'

type Rows = Pick<Dialect['outbound'], 'GetLocalListVersion' | 'SendLocalList'>
type Payload = Ocpp16Messages['SendLocalList']['request']
type Entry = NonNullable<Payload['localAuthorizationList']>[number]

/** How the list of cards that a station keeps is said in OCPP 1.6 (§5.10, §5.15). */
export const localListRows: Rows = {
  GetLocalListVersion: {
    encode: () => ({ action: 'GetLocalListVersion', payload: {} }),
    decode: (answer, _, at): Outcome => {
      const version = member(answer, 'listVersion')
      if (typeof version !== 'number') return { accepted: false, status: statusOf(answer) }
      // §6.24: -1 says that it keeps none.
      const status = version < 0 ? 'NotSupported' : 'Accepted'
      return {
        accepted: version >= 0,
        status,
        unsupported: version < 0,
        events: [{ kind: 'LocalListRead', version, at }],
      }
    },
  },
  SendLocalList: {
    encode: ({ version, full, cards }) => ({
      action: 'SendLocalList',
      payload: {
        listVersion: version,
        updateType: full ? 'Full' : 'Differential',
        ...(cards.length > 0 ? { localAuthorizationList: cards.map(entryOf) } : {}),
      } satisfies Payload,
    }),
    decode: (answer, { version }, at): Outcome => {
      const status = statusOf(answer)
      const unsupported = status === 'NotSupported' || status === 'NotImplemented'
      if (status !== 'Accepted') return { accepted: false, status, unsupported }
      return { accepted: true, status, events: [{ kind: 'LocalListRead', version, at }] }
    },
  },
}

function entryOf({ idTag, info }: ListedCard): Entry {
  if (info === undefined) return { idTag }
  const { status, expiry, parentIdTag } = info
  return {
    idTag,
    idTagInfo: {
      status,
      ...(expiry === undefined ? {} : { expiryDate: new Date(expiry).toISOString() }),
      ...(parentIdTag === undefined ? {} : { parentIdTag }),
    },
  }
}
