import type { Clock } from '../clock.ts'
import { Bucket } from './bucket.ts'

/** How many connections may be there. */
export interface ConnectionLimits {
  /** At once, in total. */
  readonly total: number
  /** At once from one address. */
  readonly perAddress: number
  /** New ones a second from one address; ten times as many at once. */
  readonly perSecond: number
  /** Whether this machine is no exception. */
  readonly loopback: boolean
}

/** A place for a connection, or why there is none. */
export type Place =
  | { readonly ok: true; leave(): void }
  | { readonly ok: false; readonly status: 429 | 503; readonly reason: string }

interface Counter {
  count: number
}

interface Guest extends Counter {
  readonly bucket: Bucket
}

/** Addresses remembered that have no connection. */
const mostAbsent = 10_000

/** Counts connections, and those of each address. */
export class Connections {
  readonly #clock: Clock
  readonly #limits: ConnectionLimits
  readonly #guests = new Map<string, Guest>()
  readonly #all: Counter = { count: 0 }

  constructor(clock: Clock, limits: ConnectionLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Connections there are. */
  get total(): number {
    return this.#all.count
  }

  /** Addresses remembered; bounded by the connections there are, and a number of those there were. */
  get remembered(): number {
    return this.#guests.size
  }

  /** Takes one of all places. */
  enter(): Place {
    if (this.#all.count >= this.#limits.total) {
      return { ok: false, status: 503, reason: 'Too many connections' }
    }
    return new CountedPlace(this.#all)
  }

  /** Takes one of the places of an address; a network of IPv6 counts as one. */
  visit(address: string): Place {
    const { perAddress, loopback } = this.#limits
    if (!loopback && isLoopback(address)) return uncounted
    const guest = this.#guest(networkOf(address))
    if (guest.count >= perAddress) {
      return { ok: false, status: 429, reason: 'Too many connections from this address' }
    }
    if (!guest.bucket.take(this.#clock.now())) {
      return { ok: false, status: 429, reason: 'Too many new connections from this address' }
    }
    return new CountedPlace(guest)
  }

  #guest(address: string): Guest {
    const now = this.#clock.now()
    const known = this.#guests.get(address)
    if (known !== undefined) return known
    if (this.#guests.size >= mostAbsent) this.#clean(now)
    const { perSecond } = this.#limits
    const guest = { count: 0, bucket: new Bucket({ perSecond, burst: perSecond * 10 }, now) }
    this.#guests.set(address, guest)
    return guest
  }

  /** Forgets addresses about which there is nothing to remember, and where that is not enough, more. */
  #clean(now: number): void {
    for (const [address, { count, bucket }] of this.#guests) {
      if (count === 0 && bucket.isFull(now)) this.#guests.delete(address)
    }
    for (const [address, { count }] of this.#guests) {
      if (this.#guests.size < mostAbsent / 2) return
      if (count === 0) this.#guests.delete(address)
    }
  }
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** An address as it is shown and counted: IPv4 as such where a socket of both kinds wraps it. */
export function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, '')
}

/** What one customer of a provider has: an IPv4 address, or the first half of an IPv6 address. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%', 1).join('').split('::', 2)
  const before = head.split(':').filter((part) => part !== '')
  const after = (tail ?? '').split(':').filter((part) => part !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}

/** One is counted until it is left. */
class CountedPlace {
  readonly ok = true
  #counter: Counter | undefined

  constructor(counter: Counter) {
    counter.count += 1
    this.#counter = counter
  }

  leave(): void {
    if (this.#counter !== undefined) this.#counter.count -= 1
    this.#counter = undefined
  }
}

const uncounted: Place = { ok: true, leave: () => undefined }
