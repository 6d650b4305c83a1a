import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../clock.ts'
import { addressOf, blockOf } from './address.ts'
import { bearerOf, callerOf } from './authorize.ts'
import { whenAnswered } from './folded_router.ts'
import type { AccessPort } from './ports/access.ts'
import { Problem } from './problems.ts'
import { needOf } from './roles.ts'

/** Settings of the limits of requests. */
export interface RateOptions {
  readonly clock: Clock
  /** Requests a second, in the long run; ten seconds' worth may come at once. */
  readonly rate: number
}

/** Keys remembered; the fullest are forgotten first, which takes nothing from anybody. */
const mostKeys = 10_000
/** What may be owed, as a multiple of what may come at once. */
const mostOwed = 10
/** Requests a second that may fail for want of a token, and how many at once. */
const guesses = { rate: 5, burst: 50 }

interface Bucket {
  left: number
  at: number
}

/** Requests that a key may make: a bucket that fills with time, and is emptied by requests. */
export class RateLimit {
  readonly #rate: number
  readonly #burst: number
  readonly #buckets = new Map<string, Bucket>()

  constructor({ rate, burst }: { readonly rate: number; readonly burst: number }) {
    this.#rate = rate
    this.#burst = burst
  }

  /** Takes one request. @returns 0, or the seconds until there is one again */
  take(key: string, now: number): number {
    const bucket = this.#bucket(key, now)
    const left = this.#left(bucket, now)
    if (left < 1) return this.#until(left)
    bucket.left = left - 1
    bucket.at = now
    return 0
  }

  /** Takes one request that was let through already, if need be on credit: many came at once. */
  owe(key: string, now: number): void {
    const bucket = this.#bucket(key, now)
    bucket.left = Math.max(this.#left(bucket, now) - 1, -mostOwed * this.#burst)
    bucket.at = now
  }

  /** Seconds until a request may come, 0 when it may now; takes nothing. */
  wait(key: string, now: number): number {
    const bucket = this.#buckets.get(key)
    return bucket === undefined ? 0 : this.#until(this.#left(bucket, now))
  }

  #until(left: number): number {
    return left >= 1 ? 0 : (1 - left) / this.#rate
  }

  #left({ left, at }: Bucket, now: number): number {
    const filled = (Math.max(0, now - at) / 1000) * this.#rate
    return Math.min(this.#burst, left + filled)
  }

  /** The bucket of a key; a new one is full. */
  #bucket(key: string, now: number): Bucket {
    const known = this.#buckets.get(key)
    if (known !== undefined) return known
    if (this.#buckets.size >= mostKeys) this.#makeRoom(now)
    const bucket = { left: this.#burst, at: now }
    this.#buckets.set(key, bucket)
    return bucket
  }

  #makeRoom(now: number): void {
    const keys = [...this.#buckets].map(([key, bucket]) => ({ key, left: this.#left(bucket, now) }))
    keys.sort((a, b) => b.left - a.left)
    for (const { key } of keys.slice(0, mostKeys / 2)) this.#buckets.delete(key)
  }
}

/**
 * Refuses what comes too fast from one address, and guesses of tokens long before that. Guesses of one
 * shut nobody else out who shares its address, as all do behind a proxy: a right token passes (256
 * random bits are not found by trying), and so does what needs none.
 */
export function limitAddress({ clock, rate, access }: RateOptions & AccessPort): MiddlewareHandler {
  const all = new RateLimit({ rate, burst: rate * 10 })
  const failed = new RateLimit({ ...guesses })
  return function limitedAddress(c, next) {
    const address = blockOf(addressOf(c))
    const now = clock.now()
    const wait = all.take(address, now)
    if (wait > 0) throw tooMany(wait, 'from this address')
    const pause = failed.wait(address, now)
    if (pause > 0 && needOf(c) !== 'open' && !hasRightToken(c, access)) {
      throw tooMany(pause, 'without a right token from this address')
    }
    return whenAnswered(next(), () => {
      if (c.res.status === 401) failed.owe(address, clock.now())
    })
  }
}

/** Refuses what comes too fast with one token. */
export function limitToken({ clock, rate }: RateOptions): MiddlewareHandler {
  const limit = new RateLimit({ rate, burst: rate * 10 })
  return function limitedToken(c, next) {
    const id = callerOf(c)?.id ?? null
    const wait = id === null ? 0 : limit.take(id, clock.now())
    if (wait > 0) throw tooMany(wait, 'with this token')
    return next()
  }
}

function hasRightToken(c: Context, access: AccessPort['access']): boolean {
  const text = bearerOf(c)
  return text !== undefined && access.check(text).kind === 'good'
}

function tooMany(seconds: number, where: string): Problem {
  const after = String(Math.ceil(seconds))
  const detail = `Too many requests ${where}: go on in ${after} s`
  return new Problem('too-many-requests', detail, { headers: { 'retry-after': after } })
}
