import type { Clock } from '../clock.ts'
import { networkOf } from './connections.ts'
import { dropOldest } from './events.ts'

/** Wrong passwords that cost no delay yet, and what comes after. */
export interface AttemptLimits {
  /** Free wrong attempts of one address, whichever identity they claim. */
  readonly perAddress: number
  /** Free wrong attempts at one identity, wherever they come from. */
  readonly perIdentity: number
}

/** First delay, ms; it doubles with every further wrong attempt. */
const firstDelay = 1000
/** Longest delay, ms. */
const longestDelay = 300_000
/** After so much quiet, ms, everything is forgiven. */
const forgiven = 900_000
/** Addresses and identities remembered; the longest quiet are forgotten first. */
const mostRemembered = 20_000

interface Failures {
  count: number
  /** ms since the epoch of the last. */
  at: number
}

/** Who tries, and at which identity. */
export interface Attempt {
  readonly station: string
  readonly address: string
  /** The station proved itself from this address before: the failures of others are not its fault. */
  readonly isHome: boolean
}

/**
 * Delays guesses: by address, by identity, and by both where the station is at home, so that nobody
 * can lock it out by guessing elsewhere. Nothing is checked while a delay runs.
 */
export class Attempts {
  readonly #clock: Clock
  readonly #limits: AttemptLimits
  readonly #failures = new Map<string, Failures>()

  constructor(clock: Clock, limits: AttemptLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Addresses and identities remembered; bounded, whoever tries. */
  get remembered(): number {
    return this.#failures.size
  }

  /** ms until an attempt is looked at again; 0 = now. */
  delay(attempt: Attempt): number {
    return Math.max(...this.#concerned(attempt).map(([key, free]) => this.#delayOf(key, free)))
  }

  /** An attempt was wrong. */
  failed({ station, address }: Attempt): void {
    for (const key of [addressKey(address), identityKey(station), homeKey(station, address)]) {
      const known = this.#failures.get(key)
      const isOld = known === undefined || this.#clock.now() - known.at > forgiven
      this.#failures.delete(key)
      this.#failures.set(key, {
        count: (isOld ? 0 : known.count) + 1,
        at: this.#clock.now(),
      })
      dropOldest(this.#failures, mostRemembered)
    }
  }

  /** An attempt was right. What this address did to other identities is not forgotten. */
  succeeded({ station, address }: Attempt): void {
    this.#failures.delete(identityKey(station))
    this.#failures.delete(homeKey(station, address))
  }

  /** The station has other credentials now: whoever tried the old ones may begin anew. */
  forgive(station: string): void {
    this.#failures.delete(identityKey(station))
  }

  #concerned({ station, address, isHome }: Attempt): [key: string, free: number][] {
    const { perAddress, perIdentity } = this.#limits
    if (isHome) return [[homeKey(station, address), perAddress]]
    return [
      [addressKey(address), perAddress],
      [identityKey(station), perIdentity],
    ]
  }

  #delayOf(key: string, free: number): number {
    const failures = this.#failures.get(key)
    if (failures === undefined || failures.count < free) return 0
    const doublings = Math.min(failures.count - free, 20)
    const wait = Math.min(firstDelay * 2 ** doublings, longestDelay)
    const passed = this.#clock.now() - failures.at
    // A clock that was put back must not lock anybody out for years.
    return passed < 0 ? 0 : Math.max(0, wait - passed)
  }
}

function addressKey(address: string): string {
  return `a ${networkOf(address)}`
}

function identityKey(station: string): string {
  return `i ${station}`
}

function homeKey(station: string, address: string): string {
  return `h ${address} ${station}`
}
