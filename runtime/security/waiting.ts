import type { Identity } from '../model.ts'

/** A connected station that waits for approval. */
export interface Waiting {
  readonly station: string
  readonly address: string
  /** Subprotocol of its connection. */
  readonly protocol: string
  /** ms since the epoch. */
  readonly since: number
  /** ms since the epoch of its last message. */
  readonly lastSeen: number
  /** As far as it said it. */
  readonly identity: Identity
  /** Lets it in. */
  approve(): void
  /** Ends its connection. */
  leave(reason: string): void
}

/** Stations that may wait at once; identities are free to make up. */
const mostWaiting = 500

/** The connected stations that wait for approval, or were told that they need not. */
export class WaitingRoom {
  readonly #waiting = new Map<string, Waiting>()
  /** Whether somebody said that a station may not come. */
  readonly isRejected: (station: string) => boolean

  constructor(isRejected: (station: string) => boolean) {
    this.isRejected = isRejected
  }

  /** Takes a station; one with the same identity that waits already must leave. Whether there was room. */
  enter(waiting: Waiting): boolean {
    const before = this.#waiting.get(waiting.station)
    if (before === undefined && this.#waiting.size >= mostWaiting) return false
    this.#waiting.set(waiting.station, waiting)
    before?.leave('Replaced by a newer connection')
    return true
  }

  /** A station that waited is gone, or in. */
  left(waiting: Waiting): void {
    if (this.#waiting.get(waiting.station) === waiting) this.#waiting.delete(waiting.station)
  }

  get(station: string): Waiting | undefined {
    return this.#waiting.get(station)
  }

  all(): Iterable<Waiting> {
    return this.#waiting.values()
  }
}
