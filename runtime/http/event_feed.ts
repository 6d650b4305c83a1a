import type { Timer } from '../clock.ts'
import { ChangeSlots } from '../items/change_slots.ts'
import { ChangeRing } from '../items/watch.ts'
import type { SecurityEvent } from '../security/events.ts'
import { EventBatch } from './event_batch.ts'
import type { EventFilter } from './event_filter.ts'
import { EventReader } from './event_reader.ts'
import { eventText, positionText, resetText, securityText } from './event_text.ts'
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

/** What a reader asks for. */
export interface Subscription {
  readonly filter: EventFilter
  /** Id of the last event it has; what came after it follows first. */
  readonly lastId?: string | undefined
  /** Begin with all present values. */
  readonly snapshot: boolean
  /** Whether the reader still may; asked before it gets anything. By default it always may. */
  readonly mayRead?: () => boolean
}

const chunkSize = 16_384
const encoder = new TextEncoder()
const heartbeatBytes = encoder.encode(':\n\n')

/**
 * Changes of items for any number of readers: while nobody listens nothing is done; the text of a
 * batch is made once, and readers with the same filter get the same bytes.
 */
export class EventFeed {
  readonly #port: RuntimePort
  readonly #options: Required<Omit<FeedOptions, 'log' | 'interval'>>
  readonly #interval: number | undefined
  readonly #log: ApiLog | undefined
  readonly #groups = new Map<string, { filter: EventFilter; readers: Set<EventReader> }>()
  #ring: ChangeRing<ItemChange>
  #unwatch: (() => void) | undefined
  /** The last of the ring, which are not sent yet. */
  #unsent: ItemChange[] = []
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
    return [...this.#groups.values()].reduce((sum, { readers }) => sum + readers.size, 0)
  }

  /** The stream of a new reader, or `undefined` when the feed is closed. */
  subscribe(subscription: Subscription): ReadableStream<Uint8Array> | undefined {
    if (this.#closed) return undefined
    this.#listen()
    const { filter } = subscription
    const group = this.#groups.get(filter.name) ?? { filter, readers: new Set() }
    this.#groups.set(filter.name, group)
    const reader = new EventReader({
      backlog: this.#backlog(subscription),
      maxBytes: this.#options.maxBytes,
      mayRead: subscription.mayRead,
      onEnd: (reason) => {
        group.readers.delete(reader)
        if (group.readers.size === 0) this.#groups.delete(filter.name)
        if (reason !== undefined) {
          this.#cut.push(reader)
          this.#log?.warn({ filter: filter.name }, `Disconnected a reader of events: it ${reason}`)
        }
        if (this.#groups.size === 0) this.#linger()
      },
    })
    group.readers.add(reader)
    return reader.stream
  }

  /** Ends all streams, for good. */
  close(): void {
    this.#closed = true
    for (const { readers } of [...this.#groups.values()]) {
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
      this.#port.watch((changes) => this.#take(changes)),
      this.#port.securityEvents.listen((event) => this.#warn(event)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** They are told once and not held: whoever was away finds them at the station and in the log. */
  #warn(event: SecurityEvent): void {
    const bytes = encoder.encode(securityText(event))
    for (const { filter, readers } of [...this.#groups.values()]) {
      if (!filter.concerns(event.station)) continue
      for (const reader of [...readers]) if (reader.live) reader.send(bytes)
    }
  }

  #take(changes: readonly ItemChange[]): void {
    const { clock } = this.#port
    const interval = this.#interval ?? paceFor(this.#groups.values())
    for (const change of changes) {
      this.#ring.push(change)
      this.#unsent.push(change)
      // Nothing may leave the ring unsent.
      if (this.#unsent.length >= this.#options.capacity) this.#flush()
    }
    const wait = this.#sentAt + interval - clock.now()
    if (wait <= 0) this.#flush()
    else this.#flushing ??= clock.after(Math.min(wait, interval), () => this.#flush())
  }

  #flush(): void {
    this.#flushing?.cancel()
    this.#flushing = undefined
    const changes = this.#unsent
    if (changes.length === 0) return
    this.#unsent = []
    this.#sentAt = this.#port.clock.now()
    const first = this.#ring.last - changes.length + 1
    const batch = new EventBatch(changes, (position) => this.#ring.idOf(first + position))
    for (const { filter, readers } of [...this.#groups.values()]) {
      const live = [...readers].filter((reader) => reader.live)
      const bytes = live.length === 0 ? undefined : batch.bytesFor(filter)
      if (bytes === undefined) continue
      for (const reader of live) reader.send(bytes)
    }
  }

  *#backlog({ filter, lastId, snapshot }: Subscription): Generator<string, 'live' | 'lost'> {
    const ring = this.#ring
    const resumed = lastId === undefined ? undefined : ring.resume(lastId)
    let sequence = resumed ?? ring.last
    yield resumed === undefined && lastId !== undefined ? resetText(lastId) : 'retry: 2000\n\n'
    if (resumed === undefined && (snapshot || lastId !== undefined)) yield* this.#snapshot(filter)
    yield positionText(ring.idOf(sequence))
    for (;;) {
      let text = ''
      // Changes that were in the snapshot already come again: nothing is lost, and the last one wins.
      while (sequence < ring.last && text.length < chunkSize) {
        sequence++
        const change = ring.at(sequence)
        if (change === undefined) return 'lost'
        if (filter.matches(change)) text += eventText(change, ring.idOf(sequence))
      }
      if (text !== '') yield text
      if (sequence < ring.last) continue
      // What the others have not been sent yet, this reader has.
      this.#flush()
      return 'live'
    }
  }

  *#snapshot(filter: EventFilter): Generator<string, void> {
    let text = ''
    for (const device of filter.devices(this.#port)) {
      for (const { item, value, quality, at } of device.items()) {
        const change = { address: device.address, item, value, quality, at }
        if (filter.matches(change)) text += eventText(change)
      }
      if (text.length < chunkSize) continue
      yield text
      text = ''
    }
    yield text
  }

  #beat(): void {
    this.#beating = undefined
    for (const reader of this.#cut.splice(0)) reader.abort()
    for (const { readers } of [...this.#groups.values()]) {
      for (const reader of [...readers]) {
        if (!reader.moved()) reader.cut('stopped reading')
        else if (reader.live) reader.send(heartbeatBytes)
      }
    }
    if (this.#groups.size === 0 && this.#cut.length === 0) return
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
    this.#unsent = []
  }

  #newRing(): ChangeRing<ItemChange> {
    const epoch = this.#port.clock.uuid().replaceAll('-', '').slice(-12)
    const { capacity } = this.#options
    return new ChangeRing({ epoch, capacity, slots: new ChangeSlots(capacity) })
  }
}
