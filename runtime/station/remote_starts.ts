import type { StationEvent, TransactionId } from '../model.ts'

/** How a start from afar stands. */
export type RemoteStartState = 'refused' | 'pending' | 'started' | 'expired' | 'lost'

/** A start that the host asked for, and what became of it. */
export interface RemoteStart {
  /** 0 = any connector of the station. */
  readonly connector: number
  readonly idTag: string
  readonly state: RemoteStartState
  /** ms since the epoch. */
  readonly askedAt: number
  readonly endedAt?: number | undefined
  /** The transaction it led to. */
  readonly transaction?: TransactionId | undefined
}

/** Starts remembered of a station. */
const most = 40

const none: readonly RemoteStart[] = []
const free: readonly number[] = []

/** The starts from afar of one station: none is left pending for ever. */
export class RemoteStarts {
  #all = none
  /** Connectors in use since the start that is pending for them. */
  #busy = free

  /** Takes note of what an event means for them. */
  apply(event: StationEvent): void {
    switch (event.kind) {
      case 'StartAsked': {
        const { connector, idTag, accepted, at } = event
        if (accepted) this.#end('lost', at, (one) => one.connector === connector)
        this.#free(connector)
        const state = accepted ? 'pending' : 'refused'
        const endedAt = accepted ? undefined : at
        const asked: RemoteStart = { connector, idTag, state, askedAt: at, endedAt }
        this.#all = [...this.#all, asked].slice(-most)
        return
      }
      case 'TransactionStarted':
        return this.#started(event, event.idTag)
      case 'TransactionUpdated':
        return this.#started(event, event.card?.idTag)
      case 'StatusReported': {
        const { connector, status, at } = event
        if (status !== 'Available') this.#use(connector)
        else if (this.#free(connector)) {
          this.#end('expired', at, (one) => one.connector === connector)
        }
        return
      }
      case 'Booted':
        return this.#end('lost', event.at)
    }
  }

  /**
   * All of them, the latest last; a pending one is over when a station that waits `patience` ms for
   * the cable must have given it up by `now`.
   */
  list(now: number, patience: number): readonly RemoteStart[] {
    return this.#all.map((one) =>
      one.state === 'pending' && one.askedAt + patience <= now
        ? { ...one, state: 'expired', endedAt: one.askedAt + patience }
        : one,
    )
  }

  #use(connector: number): void {
    if (!this.#busy.includes(connector)) this.#busy = this.#busy.concat(connector)
  }

  /** Whether it was in use. */
  #free(connector: number): boolean {
    if (!this.#busy.includes(connector)) return false
    this.#busy = this.#busy.filter((one) => one !== connector)
    return true
  }

  #started(
    { connector, id, at }: { connector?: number | undefined; id: TransactionId; at: number },
    card: string | undefined,
  ): void {
    if (card === undefined) return
    const same = ({ idTag }: RemoteStart) => idTag.toLowerCase() === card.toLowerCase()
    const here = (one: RemoteStart) => one.connector === 0 || one.connector === connector
    // A start told later is one of before.
    const isIt = (one: RemoteStart) => here(one) && same(one) && one.askedAt <= at
    const found = this.#all.findLast((one) => one.state === 'pending' && isIt(one))
    const done = { state: 'started', endedAt: at, transaction: id } as const
    this.#all = this.#all.map((one) => (one === found ? { ...one, ...done } : one))
  }

  #end(state: RemoteStartState, endedAt: number, which = (_: RemoteStart) => true): void {
    this.#all = this.#all.map((one) =>
      one.state === 'pending' && which(one) ? { ...one, state, endedAt } : one,
    )
  }
}
