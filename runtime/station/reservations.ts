import type { StationEvent, TransactionId } from '../model.ts'

/** How a reservation stands. */
export type ReservationState = 'active' | 'used' | 'cancelled' | 'expired' | 'ended'

/** A reservation that a station accepted, and what became of it. */
export interface Reservation {
  readonly id: number
  /** 0 = any connector of the station. */
  readonly connector: number
  readonly idTag: string
  /** Group whose cards may use it too. */
  readonly parent?: string | undefined
  /** ms since the epoch. */
  readonly expiry: number
  readonly madeAt: number
  readonly state: ReservationState
  readonly endedAt?: number | undefined
  /** The transaction that used it. */
  readonly transaction?: TransactionId | undefined
}

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** Reservations remembered of a station. */
const most = 64

/** The reservations of one station, as the host made them and the station's reports end them. */
export class Reservations {
  readonly #all = new Map<number, Reservation>()

  /** Takes note of what an event means for them. */
  apply(event: StationEvent): void {
    switch (event.kind) {
      case 'ReservationMade':
        return this.#made(event)
      case 'ReservationEnded':
        return this.#end(this.#all.get(event.id), event.reason ?? 'ended', event.at)
      case 'TransactionStarted':
        return this.#use(event)
      case 'StatusReported':
        return this.#status(event)
    }
  }

  /** All of them, the latest last; one whose time is over by `now` is expired. */
  list(now: number): readonly Reservation[] {
    return [...this.#all.values()].map((one) =>
      one.state === 'active' && one.expiry <= now
        ? { ...one, state: 'expired', endedAt: one.expiry }
        : one,
    )
  }

  /** One with a number that is in use takes the place of the one before (OCPP 1.6 §5.13). */
  #made({ kind: _, parentIdTag, at, ...event }: EventOf<'ReservationMade'>): void {
    this.#all.delete(event.id)
    this.#all.set(event.id, { ...event, parent: parentIdTag, madeAt: at, state: 'active' })
    if (this.#all.size <= most) return
    for (const oldest of this.#all.keys()) {
      this.#all.delete(oldest)
      break
    }
  }

  #use({ reservation, id, at }: EventOf<'TransactionStarted'>): void {
    const known = reservation === undefined ? undefined : this.#all.get(reservation)
    // A start told later may belong to one whose time is over by now.
    if (known === undefined || known.state === 'cancelled' || known.madeAt > at) return
    this.#all.set(known.id, { ...known, state: 'used', endedAt: at, transaction: id })
  }

  /** A connector that is free, or cannot be used, is not kept for anybody. */
  #status({ connector, status, at }: EventOf<'StatusReported'>): void {
    if (status !== 'Available' && status !== 'Faulted') return
    for (const one of this.#all.values()) {
      if (one.connector === connector && connector > 0 && one.madeAt < at) {
        this.#end(one, at >= one.expiry ? 'expired' : 'ended', at)
      }
    }
  }

  #end(one: Reservation | undefined, state: ReservationState, at: number): void {
    if (one?.state !== 'active') return
    this.#all.set(one.id, { ...one, state, endedAt: at })
  }
}
