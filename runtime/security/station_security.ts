import type { Clock } from '../clock.ts'
import type { Store } from '../storage/store.ts'
import { Attempts } from './attempts.ts'
import { Connections } from './connections.ts'
import { Credentials, type Profile } from './credentials.ts'
import type { SecurityEvents } from './events.ts'
import { Gate, type Onboarding } from './gate.ts'
import { Passwords } from './passwords.ts'
import { Residents } from './residents.ts'
import { FlapGuard } from './takeover.ts'
import { Verified } from './verified.ts'
import { WaitingRoom } from './waiting.ts'

/** How much may come from stations. */
export interface StationLimits {
  /** Connections in total. */
  readonly connections: number
  /** Connections of one address; absent = 1000, and any number of this machine itself. */
  readonly perAddress?: number | undefined
  /** New connections a second of one address; absent = 100, and any number of this machine itself. */
  readonly perSecond?: number | undefined
  /** Seconds until a connection must be open. */
  readonly handshake: number
  /** Messages a second of one station, twenty times as many at once. */
  readonly framesPerSecond: number
  /** Deepest nesting of a message. */
  readonly depth: number
  /** Members of a message, more only where they say something. */
  readonly members: number
  /** Bytes that may wait for a station that does not read. */
  readonly outstanding: number
  /** Wrong passwords of one address without delay. */
  readonly guessesPerAddress: number
  /** Wrong passwords for one station without delay. */
  readonly guessesPerStation: number
}

/** What guarding stations is made from. */
export interface StationSecurityOptions {
  readonly clock: Clock
  readonly store: Store
  readonly events: SecurityEvents
  readonly onboarding: Onboarding
  readonly limits: StationLimits
  readonly passwords?: Passwords | undefined
  isListed(station: string): boolean
  leastProfile(station: string): Profile
  onUnstored(station: string, error: unknown): void
}

/** Everything that guards stations. */
export interface StationSecurity {
  readonly events: SecurityEvents
  readonly limits: StationLimits
  readonly onboarding: Onboarding
  readonly credentials: Credentials
  readonly passwords: Passwords
  readonly verified: Verified
  readonly attempts: Attempts
  readonly connections: Connections
  readonly flaps: FlapGuard
  readonly waiting: WaitingRoom
  readonly residents: Residents
  readonly gate: Gate
}

/** Puts together what guards stations. @throws StoreError */
export async function createStationSecurity(
  options: StationSecurityOptions,
): Promise<StationSecurity> {
  const { clock, events, limits, onboarding } = options
  const { perAddress, perSecond } = limits
  const credentials = await Credentials.load(options.store)
  const passwords = options.passwords ?? new Passwords()
  const verified = new Verified(clock)
  const attempts = new Attempts(clock, {
    perAddress: limits.guessesPerAddress,
    perIdentity: limits.guessesPerStation,
  })
  return {
    events,
    limits,
    onboarding,
    credentials,
    passwords,
    verified,
    attempts,
    connections: new Connections(clock, {
      total: limits.connections,
      perAddress: perAddress ?? 1000,
      perSecond: perSecond ?? 100,
      loopback: perAddress !== undefined || perSecond !== undefined,
    }),
    flaps: new FlapGuard(clock),
    waiting: new WaitingRoom((station) => credentials.of(station).rejected),
    residents: new Residents(),
    gate: new Gate({
      clock,
      credentials,
      passwords,
      verified,
      attempts,
      events,
      onboarding,
      isListed: options.isListed,
      leastProfile: options.leastProfile,
      onUnstored: options.onUnstored,
    }),
  }
}
