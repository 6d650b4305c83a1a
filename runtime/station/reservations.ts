import type { StationEvent, TransactionId } from '../model.ts'

/** How a reservation may stand; `ended`: the station gave it up before its time. */
export const reservationStates = ['active', 'used', 'cancelled', 'expired', 'ended'] as const
/** How a reservation stands. */
export type ReservationState = (typeof reservationStates)[number]

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

const none: readonly Reservation[] = []

/** The reservations of one station, as the host made them and the station's reports end them. */
export class Reservations {
  #all: readonly Reservation[]

  constructor(all: readonly Reservation[] = none) {
    this.#all = all
  }

  /** As they were last changed: another list after each change. */
  get all(): readonly Reservation[] {
    return this.#all
  }

  /** Takes note of what an event means for them. */
  apply(event: StationEvent): void {
    switch (event.kind) {
      case 'ReservationMade':
        return this.#made(event)
      case 'ReservationEnded':
        return this.#end(this.#find(event.id), event.reason ?? 'ended', event.at)
      case 'TransactionStarted':
        return this.#use(event)
      case 'StatusReported':
        return this.#status(event)
    }
  }

  /** All of them, the latest last; one whose time is over by `now` is expired. */
  list(now: number): readonly Reservation[] {
    return this.#all.map((one) =>
      one.state === 'active' && one.expiry <= now
        ? { ...one, state: 'expired', endedAt: one.expiry }
        : one,
    )
  }

  /** One with a number that is in use takes the place of the one before (OCPP 1.6 §5.13). */
  #made({ kind: _, parentIdTag, at, ...event }: EventOf<'ReservationMade'>): void {
    const others = this.#all.filter(({ id }) => id !== event.id)
    const made: Reservation = { ...event, parent: parentIdTag, madeAt: at, state: 'active' }
    this.#all = [...others, made].slice(-most)
  }

  #use({ reservation, id, at }: EventOf<'TransactionStarted'>): void {
    const known = reservation === undefined ? undefined : this.#find(reservation)
    // A start told later may belong to one whose time is over by now.
    if (known === undefined || known.state === 'cancelled' || known.madeAt > at) return
    this.#replace(known, { ...known, state: 'used', endedAt: at, transaction: id })
  }

  /** A connector that is free, or cannot be used, is not kept for anybody. */
  #status({ connector, status, at }: EventOf<'StatusReported'>): void {
    if (status !== 'Available' && status !== 'Faulted') return
    for (const one of this.#all) {
      if (one.connector === connector && connector > 0 && one.madeAt < at) {
        this.#end(one, at >= one.expiry ? 'expired' : 'ended', at)
      }
    }
  }

  #end(one: Reservation | undefined, state: ReservationState, at: number): void {
    if (one?.state !== 'active') return
    this.#replace(one, { ...one, state, endedAt: at })
  }

  #find(id: number): Reservation | undefined {
    return this.#all.find((one) => one.id === id)
  }

  #replace(before: Reservation, after: Reservation): void {
    this.#all = this.#all.map((one) => (one === before ? after : one))
  }
}
