const secret = /authorizationkey|password|passwd|secret|privatekey/i
const credentials = /(\w+:\/\/)[^\s/:@"]*:[^\s/@"]+@/g
const bearer = /\bddf_([0-9a-f]{12})_[A-Za-z0-9_-]{43}|\b(?:Basic|Bearer)\s+[\w+/=.~-]{6,}/gi
/** The key in the URL of a file of a station. */
const fileKey = /(\/files\/)[0-9a-f]{32}(?![0-9a-f])/g
const privateKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
const identifier = /^[\w./-]*$/
const nameMembers = ['key', 'name', 'variable']
const valueMembers = ['value', 'attributeValue']

/** Stands for what is not shown. */
export const mask = '***'

/** Whether the value of a configuration key is not to be shown. */
export function isSecret(name: string): boolean {
  return secret.test(name)
}

/** The text of a frame without the secrets in it; unchanged when there are none. */
export function maskFrame(frame: string): string {
  // Text with escapes may spell a name otherwise, so it is read before it is trusted.
  if (!mayHoldSecret(frame)) return frame
  try {
    return JSON.stringify(masked(JSON.parse(frame), 0))
  } catch {
    return mask
  }
}

/** A payload without the secrets in it. */
export function maskPayload(payload: unknown): unknown {
  return masked(payload, 0)
}

/** Plain text without URLs' passwords, keys of files, bearer tokens and private keys. */
export function maskText(text: string): string {
  return text
    .replace(credentials, `$1${mask}@`)
    .replace(bearer, (_, id?: string) => (id === undefined ? mask : `ddf_${id}_${mask}`))
    .replace(fileKey, `$1${mask}`)
    .replace(privateKey, mask)
}

function mayHoldSecret(frame: string): boolean {
  return secret.test(frame) || frame.includes('\\u') || maskText(frame) !== frame
}

function masked(value: unknown, depth: number): unknown {
  // A long text that mentions a secret (vendor data, say) may hold it, a mere name does not.
  if (typeof value === 'string') {
    return secret.test(value) && !identifier.test(value) ? mask : maskText(value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > 64) return mask
  if (Array.isArray(value)) return value.map((member) => masked(member, depth + 1))
  const members = Object.entries(value)
  const named = members.some(([name, member]) => nameMembers.includes(name) && namesSecret(member))
  return Object.fromEntries(
    members.map(([name, member]) => {
      if (secret.test(name) || (named && valueMembers.includes(name))) return [name, mask]
      return [name, masked(member, depth + 1)]
    }),
  )
}

function namesSecret(member: unknown): boolean {
  if (typeof member === 'string') return secret.test(member)
  if (typeof member !== 'object' || member === null) return false
  return 'name' in member && typeof member.name === 'string' && secret.test(member.name)
}
