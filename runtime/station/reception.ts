import { group } from '../model.ts'
import type { Receipt } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'
import { FrameQueue } from './frame_queue.ts'
import { Inbound, type InboundHost, type InboundOrder, type Job } from './inbound.ts'
import type { Owing } from './rounds.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/**
 * Takes the frames of a station, in their order: one after the other, and what they change is shown
 * and reacted to at the end of the round.
 */
export class Reception implements Owing, InboundOrder {
  /** Answers its calls. */
  readonly inbound: Inbound
  readonly #station: Station
  readonly #deps: Pick<StationDeps, 'rounds'>
  /** Frames that wait, while one takes its time. */
  #frames: FrameQueue | undefined
  /** What is to be done with changed facts: to show them, or to react to them, too. */
  #owed: 'show' | 'update' | undefined
  /** A call that is concluded at the end of the round. */
  #putOff: Job | undefined
  #isReceiving = false

  constructor(station: Station, deps: Pick<StationDeps, 'rounds'>, host: InboundHost) {
    this.#station = station
    this.#deps = deps
    this.inbound = new Inbound(station, host, this)
  }

  /** Resolves when what the station said is answered. */
  get idle(): Promise<void> {
    return this.#frames?.idle ?? Promise.resolve()
  }

  /** Takes one text message of the present connection; never throws. */
  receive(connection: Connection, message: Message): void {
    if (this.#frames?.isBusy) return this.#frames.push(connection, message)
    this.#isReceiving = true
    let later: Receipt
    try {
      later = this.#take(connection, message)
    } finally {
      this.#isReceiving = false
    }
    if (later !== undefined && this.#putOff === undefined) this.#wait(later)
  }

  /** Frames that waited may wait no more, nor may those that come outside a round. */
  get mayPutOff(): boolean {
    return this.#isReceiving && this.#deps.rounds.isOpen
  }

  putOff(job: Job): void {
    this.#putOff = job
  }

  conclude(): void {
    const job = this.#putOff
    if (job === undefined) return
    this.#putOff = undefined
    const later = this.inbound.conclude(job)
    this.#owed = later === undefined ? 'update' : 'show'
    if (later !== undefined) this.#wait(later)
  }

  settle(): void {
    this.conclude()
    const owed = this.#owed
    if (owed === undefined) return
    this.#owed = undefined
    const { watcher } = this.#station
    // The station takes no call before its own is answered.
    if (owed === 'update') watcher?.update()
    else watcher?.show()
  }

  answered(): void {
    this.settle()
    this.#station.watcher?.update()
    this.#frames?.goOn()
  }

  #take(connection: Connection, message: Message): Receipt {
    const given = connection.receive(message, this.#station.seat.hooks)
    return typeof given === 'object' ? given.then((late) => this.#taken(late)) : this.#taken(given)
  }

  /** A frame was handled, though its answer may come later; with its connection it may be gone. */
  #taken(late: 'later' | undefined): 'later' | undefined {
    const { facts, connectors } = this.#station
    const groups = facts.quality === 100 ? group.tick : group.tick | group.quality
    for (const connector of connectors.outlets()) connector.changed |= groups
    if (facts.online) facts.quality = 100
    this.#owed = late === undefined ? 'update' : 'show'
    this.#deps.rounds.owe(this)
    return late
  }

  /** Has the frames that come next wait for one that takes its time. */
  #wait(later: Exclude<Receipt, undefined>): void {
    this.#frames ??= new FrameQueue((over, next) => {
      this.settle()
      return this.#take(over, next)
    })
    this.#frames.wait(later)
  }
}
