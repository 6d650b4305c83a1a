const secretName =
  /^(proxy-)?authorization$|^authorizationkey$|^basicauth|passw(or)?d|^secret$|^token$|^cookie$/i
const secretKey = /AuthorizationKey|BasicAuthPassword/i
const valueMember = /("(?:attributeValue|value)"\s*:\s*)"(?:[^"\\]|\\.)*"/g
const privateKey =
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g
const mask = '***'
const depthLimit = 6

/**
 * A copy of the fields of a log line without secrets: authorization headers, passwords, tokens, and
 * the value beside the name of a secret, as in `{ key: 'AuthorizationKey', value: ... }`. Errors
 * become their name, message, code and stack.
 */
export function masked(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return maskedMembers(fields, 0)
}

function maskedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskedText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > depthLimit) return '...'
  if (value instanceof Error) return maskedError(value, depth)
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((one) => maskedValue(one, depth + 1))
  return maskedMembers(value, depth + 1)
}

function maskedMembers(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value)
  const namesSecret = entries.some(
    ([name, found]) =>
      (name === 'key' || name === 'name') && typeof found === 'string' && secretName.test(found),
  )
  return Object.fromEntries(
    entries.map(([name, found]) =>
      secretName.test(name) || (namesSecret && name === 'value')
        ? [name, mask]
        : [name, maskedValue(found, depth)],
    ),
  )
}

function maskedError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: maskedText(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined && { stack: maskedText(error.stack) }),
    ...(error.cause !== undefined && { cause: maskedValue(error.cause, depth + 1) }),
  }
}

/** Frames and URLs are text that may hold secrets too. */
function maskedText(text: string): string {
  const plain = secretKey.test(text) ? text.replace(valueMember, `$1"${mask}"`) : text
  return plain
    .replace(/\b((?:Basic|Bearer)\s+)[\w+/=.~-]{6,}/g, `$1${mask}`)
    .replace(/\bddf_([0-9a-f]{12})_[\w-]{43}/g, `ddf_$1_${mask}`)
    .replace(privateKey, mask)
    .replace(/(\w+:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${mask}@`)
}
