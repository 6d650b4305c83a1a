import { cardStatuses } from '../model.ts'
import type { Authorization, Host, Speaker } from './dialect.ts'
import type { Ocpp201Messages } from './generated/ocpp201.types.gen.ts'
import { said } from './loose.ts'

/** A token as it comes; any member may be missing. */
export interface LooseToken {
  readonly idToken?: string | undefined
  readonly type?: string | undefined
}

/** The number of a card; `undefined` where no authorization was needed. */
export function cardOf(token: LooseToken | undefined): string | undefined {
  return token?.type === 'NoAuthorization' ? undefined : said(token?.idToken)
}

/**
 * Decides about a token, and for which transaction it is; one without a number is nobody's, and may
 * charge where everybody may.
 */
export function decide(
  token: LooseToken | undefined,
  host: Host,
  transaction?: string,
): Authorization {
  const idTag = cardOf(token)
  if (idTag === undefined) return host.authorize('')
  const type = said(token?.type)
  if (type !== undefined && isType(type) && type !== guessed(idTag)) host.sawCard(idTag, type)
  return transaction === undefined ? host.authorize(idTag) : host.authorizeStart(idTag, transaction)
}

/**
 * A card as stations know it. Its kind is what one of them said; without that four, seven or ten
 * bytes in hexadecimal are a card's own number, anything else is one that a host gave out.
 */
export function tokenOf(idTag: string, speaker: Speaker): { idToken: string; type: TokenType } {
  const kind = speaker.cardKind(idTag)
  return { idToken: idTag, type: kind !== undefined && isType(kind) ? kind : guessed(idTag) }
}

type TokenType = Ocpp201Messages['Authorize']['request']['idToken']['type']

/** Every version has these; others than one version has could not be said to all stations. */
const types: { readonly [K in TokenType]: true } = {
  Central: true,
  eMAID: true,
  ISO14443: true,
  ISO15693: true,
  KeyCode: true,
  Local: true,
  MacAddress: true,
  NoAuthorization: true,
}

function isType(text: string): text is TokenType {
  return Object.hasOwn(types, text)
}

function guessed(idTag: string): TokenType {
  return cardNumber.test(idTag) ? 'ISO14443' : 'Central'
}

const cardNumber = /^(?:[\da-f]{8}|[\da-f]{14}|[\da-f]{20})$/i

/** JSON text of a decision about a card. */
export function idTokenInfo({ status, known, expiry, parentIdTag }: Authorization): string {
  const word = status === 'Invalid' && !known ? 'Unknown' : status
  if (expiry === undefined && parentIdTag === undefined) return words.get(word) ?? '{}'
  return JSON.stringify({
    status: word,
    ...(expiry === undefined ? {} : { cacheExpiryDateTime: new Date(expiry).toISOString() }),
    ...(parentIdTag === undefined
      ? {}
      : { groupIdToken: { idToken: parentIdTag, type: guessed(parentIdTag) } }),
  })
}

const words: ReadonlyMap<string, string> = new Map(
  [...cardStatuses, 'Unknown'].map((status) => [status, `{"status":"${status}"}`]),
)
