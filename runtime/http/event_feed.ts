import type { Timer } from '../clock.ts'
import { ChangeSlots } from '../items/change_slots.ts'
import type { ChangedDevice } from '../items/notifier.ts'
import { ToldChange } from '../items/told_change.ts'
import { ChangeRing } from '../items/watch.ts'
import type { SecurityEvent } from '../security/events.ts'
import { backlogOf, type Subscription } from './event_backlog.ts'
import { EventBatch } from './event_batch.ts'
import { EventGroups } from './event_groups.ts'
import { EventReader } from './event_reader.ts'
import { eventText, securityText } from './event_text.ts'
import { paceFor } from './feed_pace.ts'
import type { ItemChange, RuntimePort } from './port.ts'
import type { ApiLog } from './problems.ts'

/** Settings of an {@link EventFeed}; times in ms. */
export interface FeedOptions {
  readonly log?: ApiLog | undefined
  /** Most bytes that may wait for one reader. */
  readonly maxBytes?: number
  /** Changes held for readers that come back. */
  readonly capacity?: number
  /** Least time between two writes; by default it grows with the number of readers. */
  readonly interval?: number | undefined
  /** Time between two signs of life. */
  readonly heartbeat?: number
  /** How long changes are still held after the last reader left. */
  readonly linger?: number
}

const encoder = new TextEncoder()
const heartbeatBytes = encoder.encode(':\n\n')

/**
 * Changes of items for any number of readers: while nobody listens nothing is done, and of what no
 * reader wants nothing is made; the last of all are held, as readers that come back may want others.
 * The text of a change is made once, and readers with the same filter get the same bytes.
 */
export class EventFeed {
  readonly #port: RuntimePort
  readonly #options: Required<Omit<FeedOptions, 'log' | 'interval'>>
  readonly #interval: number | undefined
  readonly #log: ApiLog | undefined
  readonly #groups = new EventGroups()
  #ring: ChangeRing<ItemChange>
  #unwatch: (() => void) | undefined
  /** Sequence number of the first change that somebody wants and that is not sent yet; 0 for none. */
  #unsent = 0
  #sentAt = Number.NEGATIVE_INFINITY
  #flushing: Timer | undefined
  #beating: Timer | undefined
  #lingering: Timer | undefined
  #cut: EventReader[] = []
  #closed = false

  constructor(port: RuntimePort, options: FeedOptions = {}) {
    const { log, interval, ...rest } = options
    this.#interval = interval
    this.#port = port
    this.#log = log
    this.#options = {
      maxBytes: 1_048_576,
      capacity: 16_384,
      heartbeat: 15_000,
      linger: 300_000,
      ...rest,
    }
    this.#ring = this.#newRing()
  }

  /** Readers there are. */
  get readers(): number {
    return this.#groups.readers
  }

  /** The stream of a new reader, or `undefined` when the feed is closed. */
  subscribe(subscription: Subscription): ReadableStream<Uint8Array> | undefined {
    if (this.#closed) return undefined
    this.#listen()
    const { filter } = subscription
    const reader = new EventReader({
      backlog: backlogOf(subscription, {
        ring: this.#ring,
        port: this.#port,
        // What the others have not been sent yet, this reader has.
        onEnd: () => this.#flush(),
      }),
      maxBytes: this.#options.maxBytes,
      mayRead: subscription.mayRead,
      onEnd: (reason) => {
        const isEmpty = this.#groups.remove(reader, filter)
        if (reason !== undefined) {
          this.#cut.push(reader)
          this.#log?.warn({ filter: filter.name }, `Disconnected a reader of events: it ${reason}`)
        }
        if (isEmpty) this.#linger()
      },
    })
    this.#groups.add(reader, filter)
    return reader.stream
  }

  /** Ends all streams, for good. */
  close(): void {
    this.#closed = true
    for (const { readers } of this.#groups.all()) {
      for (const reader of [...readers]) reader.cut()
    }
    this.#stop()
    this.#beating?.cancel()
  }

  #listen(): void {
    this.#lingering?.cancel()
    this.#lingering = undefined
    this.#unwatch ??= this.#watch()
    this.#beating ??= this.#port.clock.after(this.#options.heartbeat, () => this.#beat())
  }

  #watch(): () => void {
    const ends = [
      this.#port.followChanges({
        take: (device, changes) => this.#take(device, changes),
        end: () => this.#sendInTime(),
      }),
      this.#port.securityEvents.listen((event) => this.#warn(event)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** They are told once and not held: whoever was away finds them at the station and in the log. */
  #warn(event: SecurityEvent): void {
    const bytes = encoder.encode(securityText(event))
    for (const { filter, readers } of this.#groups.all()) {
      if (!filter.concerns(event.station)) continue
      for (const reader of [...readers]) if (reader.live) reader.send(bytes)
    }
  }

  #take(device: ChangedDevice, changes: readonly number[]): void {
    const ring = this.#ring
    const groups = this.#groups.wanting(device)
    const change = new ToldChange(device, this.#port.clock.now())
    for (const index of changes) {
      if (!change.moveTo(index)) continue
      ring.push(change)
      for (const { filter, unsent } of groups) {
        if (!filter.wants(change.item)) continue
        unsent.push(ring.last)
        this.#unsent ||= ring.last
      }
      // Nothing may leave the ring unsent.
      if (this.#unsent > 0 && ring.last - this.#unsent + 1 >= this.#options.capacity) this.#flush()
    }
  }

  #sendInTime(): void {
    if (this.#unsent === 0) return
    const { clock } = this.#port
    const interval = this.#interval ?? paceFor(this.#groups.readers)
    const wait = this.#sentAt + interval - clock.now()
    if (wait <= 0) this.#flush()
    else this.#flushing ??= clock.after(Math.min(wait, interval), () => this.#flush())
  }

  #flush(): void {
    this.#flushing?.cancel()
    this.#flushing = undefined
    if (this.#unsent === 0) return
    this.#unsent = 0
    this.#sentAt = this.#port.clock.now()
    const batch = new EventBatch((sequence) => this.#textOf(sequence))
    for (const group of this.#groups.all()) {
      const sequences = group.unsent
      if (sequences.length === 0) continue
      group.unsent = []
      const live = [...group.readers].filter((reader) => reader.live)
      if (live.length === 0) continue
      const bytes = batch.bytesOf(sequences)
      for (const reader of live) reader.send(bytes)
    }
  }

  #textOf(sequence: number): string {
    const change = this.#ring.at(sequence)
    return change === undefined ? '' : eventText(change, this.#ring.idOf(sequence))
  }

  #beat(): void {
    this.#beating = undefined
    for (const reader of this.#cut.splice(0)) reader.abort()
    for (const { readers } of this.#groups.all()) {
      for (const reader of [...readers]) {
        if (!reader.moved()) reader.cut('stopped reading')
        else if (reader.live) reader.send(heartbeatBytes)
      }
    }
    if (this.#groups.readers === 0 && this.#cut.length === 0) return
    this.#beating = this.#port.clock.after(this.#options.heartbeat, () => this.#beat())
  }

  #linger(): void {
    this.#lingering ??= this.#port.clock.after(this.#options.linger, () => this.#stop())
  }

  // What is not watched is not known: a reader that comes back after this must start afresh.
  #stop(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#lingering?.cancel()
    this.#lingering = undefined
    this.#flushing?.cancel()
    this.#flushing = undefined
    this.#ring = this.#newRing()
    this.#unsent = 0
  }

  #newRing(): ChangeRing<ItemChange> {
    const epoch = this.#port.clock.uuid().replaceAll('-', '').slice(-12)
    const { capacity } = this.#options
    return new ChangeRing({ epoch, capacity, slots: new ChangeSlots(capacity) })
  }
}
