import type { Clock } from '../clock.ts'
import type { Dialect, Host, InboundRow } from '../dialect/dialect.ts'
import {
  type Command,
  coreTraits,
  group,
  newStationFacts,
  type StationEvent,
  type StationFacts,
  type Traits,
} from '../model.ts'
import { RpcError } from '../rpc/errors.ts'
import type { CallFrame } from '../rpc/frame.ts'
import { type CallResult, Link } from '../rpc/link.ts'
import { Connection, type Transport } from './connection.ts'
import { type Connector, Connectors } from './connectors.ts'
import { Counters } from './counters.ts'
import { EventTraits } from './event_traits.ts'
import { type Executed, execute } from './execute.ts'
import { LastMessages } from './last_messages.ts'

/** What a station needs of its host. */
export interface StationDeps {
  readonly clock: Clock
  /** Seconds an own call may take. */
  timeout(action: string): number
  /** Seconds between heartbeats. */
  heartbeatInterval(station: Station): number
  authorize: (station: Station, idTag: string) => ReturnType<Host['authorize']>
  startTransaction: (station: Station, ...start: Parameters<Host['startTransaction']>) => number
  onConnector(station: Station, connector: Connector): void
  onConnectorGone(station: Station, connector: Connector): void
  /** Facts of these connectors changed; called once per frame. */
  onFacts(station: Station): void
  onConnected(station: Station, connection: Connection): void
  onDisconnected(station: Station): void
  onBooted(station: Station): void
  onDefect(station: Station, error: unknown, frame: string): void
}

/** One station: its connection, its facts, and the way of a frame through both. */
export class Station {
  readonly id: string
  readonly facts: StationFacts
  readonly connectors: Connectors
  readonly counters = new Counters()
  readonly messages = new LastMessages()
  readonly traits: Traits = coreTraits
  readonly #deps: StationDeps
  readonly #events: EventTraits
  /** One for all frames, since a frame is handled from beginning to end before the next. */
  readonly #host: Host & { now: number }
  #connection: Connection | undefined
  #protocol: string | null = null

  constructor(id: string, deps: StationDeps) {
    this.id = id
    this.#deps = deps
    this.facts = newStationFacts(id)
    this.#events = new EventTraits({
      clock: deps.clock,
      traits: () => this.traits.meter,
      facts: (connector) => this.connectors.get(connector)?.facts,
      ofTransaction: (id) => this.connectors.ofTransaction(id)?.facts,
      learn: (events) => {
        for (const event of events) this.#fold(event)
        deps.onFacts(this)
      },
    })
    const station = this
    this.#host = {
      now: 0,
      get heartbeatInterval() {
        return deps.heartbeatInterval(station)
      },
      authorize: (idTag) => deps.authorize(this, idTag),
      startTransaction: (start) => deps.startTransaction(this, start),
      count: (what) => this.counters.count(what),
      takesData: (vendorId) => takesData(this.traits.transport.dataVendors, vendorId),
      get timeZone() {
        return station.traits.meter.timeZone
      },
    }
    this.connectors = new Connectors(this.facts, {
      onNew: (connector) => deps.onConnector(this, connector),
      onGone: (connector) => deps.onConnectorGone(this, connector),
    })
  }

  /** The present connection. */
  get connection(): Connection | undefined {
    return this.#connection
  }

  /** Subprotocol of the present, or else the last, connection. */
  get protocol(): string | null {
    return this.#protocol
  }

  /** Takes a new connection; an older one is closed, since a station comes back only when it lost it. */
  connect(transport: Transport, dialect: Dialect): Connection {
    const { clock, timeout, onDefect } = this.#deps
    const before = this.#connection
    const link = new Link({
      clock,
      send: (text) => transport.send(text),
      close: (code, reason) => transport.close(code, reason),
      onCall: (frame, text) => this.#onCall(connection, frame, text),
      timeout: (action) => this.traits.transport.callTimeout ?? timeout(action),
      pause: () => this.traits.transport.callPause,
      adopts: (action, answer) =>
        this.traits.transport.anyAnswerId &&
        answer.kind === 'result' &&
        dialect.hostCalls.get(action)?.fits(answer.payload) === true,
      oneWay: dialect.oneWay,
      errorWord: dialect.errorWord,
      maxUnanswered: () => this.traits.transport.maxUnanswered,
      count: (what) => this.counters.count(what),
      onDefect: (error, text) => onDefect(this, error, text),
    })
    const connection = new Connection({ dialect, transport, link })
    this.#connection = connection
    this.#protocol = dialect.subprotocol
    if (before !== undefined) {
      before.end()
      before.transport.close(1000, 'Replaced by a newer connection')
    }
    this.facts.version = dialect.version
    this.facts.online = true
    this.facts.seen = true
    this.facts.quality = 100
    this.facts.lastSeen = clock.now()
    this.#deps.onConnected(this, connection)
    return connection
  }

  /** Takes one text message of a connection; never throws. */
  receive(connection: Connection, text: string): void {
    if (connection !== this.#connection) return
    const { facts } = this
    facts.messages += 1
    facts.lastSeen = this.#deps.clock.now()
    connection.link.receive(text)
    this.#mark(facts.quality === 100 ? group.tick : group.tick | group.quality)
    facts.quality = 100
    this.#deps.onFacts(this)
  }

  /** A connection is over; an older one than the present changes nothing. */
  disconnect(connection: Connection): void {
    connection.end()
    if (connection !== this.#connection) return
    this.#connection = undefined
    this.facts.online = false
    this.facts.quality = 0
    this.#deps.onDisconnected(this)
  }

  /** Folds events into the facts that do not come out of a call of the station. */
  learn(events: readonly StationEvent[]): void {
    for (const event of events) this.#apply(event)
    this.#deps.onFacts(this)
  }

  /** Calls the station. `payload` is JSON text. Never rejects. */
  call(
    action: string,
    payload: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<CallResult> {
    const connection = this.#connection
    if (connection === undefined) return Promise.resolve({ kind: 'closed' })
    const frame = `[2,"…","${action}",${payload}]`
    this.messages.put({ direction: 'out', action, at: this.#deps.clock.now(), frame })
    return connection.link.call(action, payload, options)
  }

  /** Carries out a command and learns from the answer. Never rejects. */
  async execute(command: Command, options: { signal?: AbortSignal } = {}): Promise<Executed> {
    const connection = this.#connection
    if (connection === undefined) {
      return { kind: 'offline', record: { action: command.kind, status: 'offline' } }
    }
    const executed = await execute(
      command,
      {
        dialect: connection.dialect,
        call: (action, payload, o) => this.call(action, payload, o),
        now: () => this.#deps.clock.now(),
      },
      options,
    )
    if (executed.kind === 'outcome') this.learn(executed.outcome.events ?? [])
    return executed
  }

  #onCall(connection: Connection, frame: CallFrame, text: string): string {
    const row = rowOf(connection.dialect, frame.action)
    const now = this.#deps.clock.now()
    this.messages.put({ direction: 'in', action: frame.action, at: now, frame: text })
    if (row.once) {
      const reply = connection.replies.get(frame.id, text)
      if (reply !== undefined) {
        this.counters.count('frame:repeated')
        return reply
      }
    }
    this.#host.now = now
    const handled = row.handle(frame.payload, this.#host)
    if (row.once) connection.replies.put(frame.id, { text, reply: handled.reply })
    for (const event of handled.events) this.#apply(event)
    return handled.reply
  }

  #apply(event: StationEvent): void {
    for (const meant of this.#events.shape(event)) this.#fold(meant)
  }

  #fold(event: StationEvent): void {
    this.connectors.apply(event)
    if (event.kind === 'Booted') this.#deps.onBooted(this)
  }

  #mark(groups: number): void {
    for (const connector of this.connectors.outlets()) connector.changed |= groups
  }
}

function rowOf(dialect: Dialect, action: string): InboundRow {
  const row = dialect.inbound.get(action)
  if (row !== undefined) return row
  if (dialect.hostCalls.has(action)) {
    throw new RpcError('NotSupported', `${action} is a call of the host`)
  }
  throw new RpcError('NotImplemented', `The action ${action.slice(0, 60)} is unknown`)
}

function takesData(vendors: readonly string[], vendorId: string): boolean {
  return vendors.some((v) => v === '*' || v.toLowerCase() === vendorId.toLowerCase())
}
