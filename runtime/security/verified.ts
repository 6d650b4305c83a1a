import type { Buffer } from 'node:buffer'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { dropOldest } from './events.ts'

/** How long a password is known again without the costly check, ms. */
const lasting = 3_600_000
/** Stations remembered. */
const most = 20_000

interface Seen {
  readonly address: string
  readonly mac: Buffer
  readonly until: number
}

/**
 * Passwords that were right a short while ago, so that a storm of reconnects costs no thousand
 * costly checks. Kept is a keyed hash, whose key is made at the start and is never stored; it counts
 * only for the address that brought it, so that nobody else may guess at its speed.
 */
export class Verified {
  readonly #clock: Clock
  readonly #key = randomBytes(32)
  readonly #seen = new Map<string, Seen>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether this station proved this very password from this address a short while ago. */
  has(station: string, address: string, password: Uint8Array): boolean {
    const seen = this.#seen.get(station)
    if (seen === undefined || seen.address !== address || seen.until < this.#clock.now())
      return false
    return timingSafeEqual(seen.mac, this.#mac(station, password))
  }

  /** Whether this station last proved itself from this address. */
  isHome(station: string, address: string): boolean {
    return this.#seen.get(station)?.address === address
  }

  put(station: string, address: string, password: Uint8Array): void {
    const until = this.#clock.now() + lasting
    this.#seen.delete(station)
    this.#seen.set(station, { address, mac: this.#mac(station, password), until })
    dropOldest(this.#seen, most)
  }

  /** Its password is another now. */
  forget(station: string): void {
    this.#seen.delete(station)
  }

  #mac(station: string, password: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(`${station}\0`).update(password).digest()
  }
}
