import { createHash, timingSafeEqual } from 'node:crypto'

/** A bearer token in its parts: the id is public, the rest is what must be kept. */
export interface Secret {
  readonly id: string
  /** What the bearer sends: `ddf_<id>_<256 bits as base64url>`. */
  readonly text: string
}

const form = /^ddf_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/

/** A new token. It comes from the system's source, not from the clock, which a test may foresee. */
export function newSecret(): Secret {
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex')
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  return { id, text: `ddf_${id}_${key}` }
}

/** The id in what may be a token; `undefined` when it has not the form of one. */
export function idOf(text: string): string | undefined {
  return form.exec(text)?.[1]
}

/**
 * What is stored of a token. One round of SHA-256 is right for 256 random bits, which nobody can try
 * through; a slow function is for what people think up.
 */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Whether a token has this hash, in a time that does not tell how much of it is right. */
export function matches(text: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(hashOf(text), 'hex'), Buffer.from(hash, 'hex')]
  return given.length === kept.length && timingSafeEqual(given, kept)
}
