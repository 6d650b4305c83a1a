import { Buffer } from 'node:buffer'
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import * as v from 'valibot'

/** A password as it is stored: what scrypt (RFC 7914) made of it, and what that needs. */
export const passwordHashSchema = v.object({
  /** CPU and memory cost N; memory is 128 × N × r bytes. */
  cost: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(2 ** 18)),
  /** Block size r. */
  block: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  /** Parallelization p. */
  lanes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  /** Base64. */
  salt: v.string(),
  /** Base64. */
  hash: v.string(),
})
/** A password as it is stored. */
export type PasswordHash = v.InferOutput<typeof passwordHashSchema>

/** More wait to be checked than may; nothing was checked. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy'
}

/** What hashing may cost. */
export interface PasswordsOptions {
  /** Hashes computed at once, so that a flood of guesses leaves time for everybody else. */
  readonly atOnce?: number
  /** Hashes that may wait. */
  readonly mostWaiting?: number
  /** CPU and memory cost N of new hashes; a power of two. */
  readonly cost?: number
}

/** Hashes and checks passwords off the event loop, few at once. */
export class Passwords {
  readonly #options: Required<PasswordsOptions>
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(options: PasswordsOptions = {}) {
    this.#options = { atOnce: 2, mostWaiting: 512, cost: 2 ** 14, ...options }
  }

  /** @throws PasswordsBusy */
  async hash(password: Uint8Array): Promise<PasswordHash> {
    const salt = randomBytes(16)
    const work = { cost: this.#options.cost, block: 8, lanes: 1 }
    const hash = await this.#derive(password, { ...work, salt })
    return { ...work, salt: salt.toString('base64'), hash: hash.toString('base64') }
  }

  /** Whether this is the password, in either of its forms; compared in constant time. @throws PasswordsBusy */
  async check(password: Uint8Array, stored: PasswordHash): Promise<boolean> {
    const expected = Buffer.from(stored.hash, 'base64')
    const salt = Buffer.from(stored.salt, 'base64')
    const hash = await this.#derive(password, { ...stored, salt })
    return hash.length === expected.length && timingSafeEqual(hash, expected)
  }

  async #derive(
    password: Uint8Array,
    { cost, block, lanes, salt }: Pick<PasswordHash, 'cost' | 'block' | 'lanes'> & { salt: Buffer },
  ): Promise<Buffer> {
    await this.#turn()
    try {
      const maxmem = 256 * cost * block
      return await derive(plainForm(password), salt, { N: cost, r: block, p: lanes, maxmem })
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    const { atOnce, mostWaiting } = this.#options
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= mostWaiting) throw new PasswordsBusy('Too many passwords wait')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#running += 1
  }
}

/**
 * The one form of a password that is hashed: of hexadecimal text with 32 or more digits, the bytes it
 * stands for. A key is set as such text; some stations send the text, others the bytes (quirk T6).
 */
export function plainForm(password: Uint8Array): Uint8Array {
  const { length } = password
  if (length < 32 || length % 2 === 1 || length > 256) return password
  const text = Buffer.from(password).toString('latin1')
  return /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex') : password
}

/** A password with 119 bits of chance: 20 letters and digits, which every version can carry. */
export function generatePassword(): string {
  return Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function derive(password: Uint8Array, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
