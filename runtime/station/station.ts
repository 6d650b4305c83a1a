import type { Dialect } from '../dialect/dialect.ts'
import {
  type Command,
  newStationFacts,
  type StationEvent,
  type StationFacts,
  type Traits,
} from '../model.ts'
import type { CallResult } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import { Connection, type Transport } from './connection.ts'
import { Connectors } from './connectors.ts'
import { Counters } from './counters.ts'
import { type Executed, execute, inOrder, offline } from './execute.ts'
import { hasValue } from './facts.ts'
import { StationHost } from './host.ts'
import { linkAliases } from './key_names.ts'
import { LastMessages } from './last_messages.ts'
import { isPlain, Meaning } from './meaning.ts'
import { Operations } from './operations.ts'
import type { PluginSeat } from './plugin_seat.ts'
import { Reception } from './reception.ts'
import { callRepeating } from './repeat.ts'
import { reportOn } from './report_on.ts'
import { Reports } from './reports.ts'
import { seatOf } from './seat_of.ts'
import type { StationDeps } from './station_deps.ts'

/** One station: its connection, its facts, and the way of a frame through both. */
export class Station {
  readonly id: string
  readonly facts: StationFacts
  readonly connectors: Connectors
  readonly counters = new Counters()
  readonly messages: LastMessages
  /** What it does for longer than one answer. */
  readonly operations: Operations
  /** Subprotocol of the present, or else the last, connection. */
  protocol: string | null = null
  /** Which plugin it has. */
  readonly seat: PluginSeat
  /** Whoever keeps the station, told of changed facts once per frame: to show them, and to react to them. */
  watcher: { show(): void; update(): void } | undefined
  /** Where it reached this server last, for what it gets by HTTP. */
  origin: string | undefined
  /** Takes its frames. */
  readonly reception: Reception
  readonly #deps: StationDeps
  readonly #host: StationHost
  /** There once a report was asked for. */
  #reports: Reports | undefined
  #meaning: Meaning | undefined
  #connection: Connection | undefined

  constructor(id: string, deps: StationDeps) {
    this.id = id
    this.#deps = deps
    this.facts = newStationFacts(id)
    this.messages = new LastMessages(deps.texts)
    this.operations = new Operations(deps.clock, id, deps.operations)
    this.#host = new StationHost(this, deps)
    this.connectors = new Connectors(this.facts, this.#host)
    this.seat = seatOf(this, deps)
    this.reception = new Reception(this, deps, this.#host)
  }

  /** What is special about it. */
  get traits(): Traits {
    return this.seat.traits
  }

  /** Resolves when what it said is answered. */
  get idle(): Promise<void> {
    return this.reception.idle
  }

  /** The present connection. */
  get connection(): Connection | undefined {
    return this.#connection
  }

  /** Takes a new connection; an older one is closed, since a station comes back only when it lost it. */
  connect(transport: Transport, dialect: Dialect): Connection {
    // What came is taken, though its answer may be lost: what comes again for that is known by itself.
    this.#connection?.transport.takeIn?.()
    this.reception.settle()
    const before = this.#connection
    const connection = new Connection(this, { transport, dialect, deps: this.#deps })
    this.#connection = connection
    this.protocol = dialect.subprotocol
    this.origin = transport.origin ?? this.origin
    if (before !== undefined) {
      before.end('replaced')
      before.transport.close(1000, 'Replaced by a newer connection')
    }
    this.facts.version = dialect.version
    this.facts.online = true
    this.facts.seen = true
    this.facts.quality = 100
    this.facts.lastSeen = this.#deps.clock.now()
    this.seat.connected(transport.path)
    this.#deps.onConnected(this)
    return connection
  }

  /** Takes one text message of a connection; never throws. */
  receive(connection: Connection, message: Message): void {
    if (connection !== this.#connection) return
    this.reception.settle()
    this.facts.messages += 1
    this.facts.lastSeen = this.#deps.clock.now()
    this.reception.receive(connection, message)
  }

  /** Concludes at once what it said and what waits for the end of the round; for a goodbye. */
  settle(): void {
    this.reception.settle()
  }

  /** A connection is over; an older one than the present changes nothing. */
  disconnect(connection: Connection): void {
    this.reception.settle()
    connection.end()
    if (connection !== this.#connection) return
    this.#connection = undefined
    this.facts.online = false
    this.facts.quality = 0
    this.#deps.onDisconnected(this)
  }

  /** Folds events into the facts that do not come out of a call of the station. */
  learn(events: readonly StationEvent[]): void {
    for (const event of events) if (event.kind === 'ProfileAccepted') this.seat.asked.ask(event)
    this.#learn(events)
  }

  /** Folds into the facts what it reported, by what that means for its family. */
  apply(event: StationEvent): void {
    if (isPlain(event, this.traits)) return this.#fold(event)
    this.#meaning ??= new Meaning(this, {
      deps: this.#deps,
      learn: (events) => {
        for (const one of events) this.#fold(one)
        this.watcher?.update()
      },
    })
    for (const meant of this.#meaning.of(event)) this.#fold(meant)
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
    const follow = this.operations.call(connection.dialect.operations, action, payload)
    const present = () => this.#connection
    return follow(callRepeating({ connection, action, payload, options, present }))
  }

  /** Carries out a command and learns from the answer. Never rejects. */
  async execute(command: Command, options: { signal?: AbortSignal } = {}): Promise<Executed> {
    if (this.#connection === undefined) return offline(command)
    this.seat.asked.note(command)
    const { hooks } = this.seat
    if (hooks?.wants('command', command.kind) !== true) return this.carryOut(command, options)
    const commands = await hooks.command(command)
    return inOrder(command, commands, (one) => this.carryOut(one, options))
  }

  /** Carries out a command as it stands, past the hooks of its plugin. Never rejects. */
  async carryOut(command: Command, options: { signal?: AbortSignal } = {}): Promise<Executed> {
    const connection = this.#connection
    if (connection === undefined) return offline(command)
    const executed = await execute(
      command,
      {
        dialect: connection.dialect,
        speaker: this.#host,
        call: (action, payload, o) => this.call(action, payload, o),
        follow: (action, report) =>
          connection.during(({ signal: ended }) => {
            this.#reports ??= new Reports(this.#deps)
            return this.#reports.follow(report, { action, ended })
          }),
        now: () => this.#deps.clock.now(),
      },
      options,
    )
    if (executed.kind === 'outcome') this.#learn(executed.outcome.events ?? [])
    return executed
  }

  #learn(events: readonly StationEvent[]): void {
    for (const event of events) this.apply(event)
    this.watcher?.update()
  }

  #fold(event: StationEvent): void {
    this.connectors.apply(event)
    reportOn(this, event, this.#deps.report)
    if (this.#connection !== undefined) {
      this.operations.hear(this.#connection.dialect.operations, event)
    }
    this.#deps.onEvent(this, event)
    if (event.kind === 'ReportReceived') this.#reports?.received(event)
    if (event.kind === 'ConfigurationRead') {
      for (const value of event.values) {
        if (!hasValue(this.facts, value)) this.counters.count('variable:left-out')
      }
      const { aliases } = this.traits.setup
      linkAliases(this.facts, aliases)
      const told = [...event.values.map(({ key }) => key), ...Object.keys(aliases)]
      this.seat.configured(told.map((key) => key.toLowerCase()))
    }
  }
}
