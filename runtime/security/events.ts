import type { Clock } from '../clock.ts'

/** Every kind of security event: a kind is one line here, in its plain meaning. */
export const securityKinds = {
  refused: 'A connection without the right credentials was refused',
  guesses: 'Too many wrong credentials: more are refused unchecked for a while',
  downgrade: 'A connection that proves less than the station did before was refused',
  certificate: 'A client certificate, or a request for one, was refused',
  unlisted: 'A station that is not listed was refused',
  waiting: 'An unknown station waits for approval',
  approved: 'A station that waited was approved',
  takeover: 'A second connection took the place of the first',
  quarantine: 'A second connection from elsewhere was refused, because the first is alive',
  flapping: 'A station is taken over again and again; the present connection is kept for a while',
  limit: 'A limit was reached, and what went beyond it was refused',
  credentials: 'Credentials of a station were set, changed or taken away',
  issued: 'A certificate was issued or revoked',
  access: 'A client of the HTTP API was refused',
} as const

/** Kind of a security event. */
export type SecurityKind = keyof typeof securityKinds

/** Something that whoever guards the place wants to know. It never holds a secret. */
export interface SecurityEvent {
  readonly kind: SecurityKind
  /** ms since the epoch. */
  readonly at: number
  /** Identity that was claimed or is concerned, if any. */
  readonly station?: string | undefined
  /** Remote IP address, if any. */
  readonly address?: string | undefined
  /** What happened, in a sentence for people. */
  readonly detail: string
  /** How many of the same kind, station and address were not told one by one since the last. */
  readonly repeated: number
}

/** What is said of an event; time and repetitions are added. */
export type SecurityNote = Omit<SecurityEvent, 'at' | 'repeated'>

/** Whoever wants to know. Must not throw. */
export type SecurityListener = (event: SecurityEvent) => void

/** The same is told once within this time, ms; what comes more often is counted. */
const quiet = 10_000
/** Events remembered for one station. */
const perStation = 20
/** Stations whose events are remembered; identities are free to make up. */
const mostStations = 1000
/** Combinations of kind, station and address told apart. */
const mostTold = 5000

/**
 * Tells security events to whoever listens: log, event stream, audit. A flood of the same costs one
 * event in ten seconds, however many there are; the counters count each.
 */
export class SecurityEvents {
  readonly #clock: Clock
  readonly #listeners = new Set<SecurityListener>()
  readonly #counts = new Map<SecurityKind, number>()
  readonly #told = new Map<string, { at: number; repeated: number }>()
  readonly #recent = new Map<string, SecurityEvent[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Tells of an event, unless the same was told just now. */
  note(note: SecurityNote): void {
    const at = this.#clock.now()
    this.#counts.set(note.kind, (this.#counts.get(note.kind) ?? 0) + 1)
    const key = `${note.kind} ${note.address ?? ''} ${note.station ?? ''}`
    const told = this.#told.get(key)
    if (told !== undefined && at - told.at < quiet) {
      told.repeated += 1
      return
    }
    this.#told.delete(key)
    this.#told.set(key, { at, repeated: 0 })
    dropOldest(this.#told, mostTold)
    const event = { ...note, at, repeated: told?.repeated ?? 0 }
    if (note.station !== undefined) this.#remember(note.station, event)
    for (const listener of this.#listeners) listener(event)
  }

  /** @returns a function that ends the subscription */
  listen(listener: SecurityListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** How many there were of each kind that there was, since the start. */
  counts(): ReadonlyMap<SecurityKind, number> {
    return this.#counts
  }

  /** The last events about a station, the latest last. */
  of(station: string): readonly SecurityEvent[] {
    return this.#recent.get(station) ?? []
  }

  #remember(station: string, event: SecurityEvent): void {
    const events = this.#recent.get(station) ?? []
    this.#recent.delete(station)
    this.#recent.set(station, events)
    events.push(event)
    if (events.length > perStation) events.shift()
    dropOldest(this.#recent, mostStations)
  }
}

/**
 * Keeps a map within bounds; what was put in first goes first, a tenth at once: to look for the first
 * of a map takes the longer the more were taken away at its beginning.
 */
export function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return
  let left = Math.ceil(most / 10)
  for (const oldest of map.keys()) {
    map.delete(oldest)
    left -= 1
    if (left === 0) return
  }
}
