import { percentDecoded } from '../percent_decoded.ts'

/** Longest identity accepted. */
const longest = 128
/** Control characters, and those that nobody sees: what is shown must be what it is. */
const unusable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/u

/** Who a request claims to come from; `''` when it does not say. */
export type Identified =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly reason: string }

/**
 * The identity in a request target: the last segment of the path, percent-decoded, whatever comes
 * before it (quirk T5); where the path has none, a query of the form `?=id` (quirk T4).
 */
export function identityOf(target: string): Identified {
  const [path = '', query = ''] = target.split('?', 2)
  const segments = path.split('/').filter((segment) => segment !== '')
  const nameless = /^=([^&]+)$/.exec(query)?.[1]
  const name = percentDecoded(nameless ?? segments.at(-1) ?? '')
  const id = name.trim()
  if (id.length > longest) {
    return {
      ok: false,
      reason: `The identity has ${id.length} characters; at most ${longest} are allowed`,
    }
  }
  if (unusable.test(name) || id === '.' || id === '..') {
    return { ok: false, reason: 'The identity has characters that are not allowed in it' }
  }
  return { ok: true, id }
}
