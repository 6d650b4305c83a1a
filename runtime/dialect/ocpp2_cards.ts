import { cardStatuses } from '../model.ts'
import type { Authorization } from './dialect.ts'
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
 * What kind of token a number is. The host knows the number alone: four, seven or ten bytes in
 * hexadecimal are a card's own number, anything else is one that a host gave out.
 */
export function tokenOf(idTag: string): { idToken: string; type: 'ISO14443' | 'Central' } {
  return { idToken: idTag, type: cardNumber.test(idTag) ? 'ISO14443' : 'Central' }
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
      : { groupIdToken: { idToken: parentIdTag, type: 'Central' } }),
  })
}

const words: ReadonlyMap<string, string> = new Map(
  [...cardStatuses, 'Unknown'].map((status) => [status, `{"status":"${status}"}`]),
)
