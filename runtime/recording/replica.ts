import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { same } from '../plugin/plain.ts'
import { Message } from '../rpc/message.ts'
import type { Connection, Transport } from '../station/connection.ts'
import type { Hub } from '../station/hub.ts'
import type { Station } from '../station/station.ts'
import { type Exchange, messageOf, withId } from './exchanges.ts'
import { frameOf, type Opening } from './format.ts'
import type { RecordedAnswers, RecordedReports } from './recorded_answers.ts'
import { answerContent, type TimelineEntry } from './timeline.ts'

/** What a station of a replay needs. */
export interface ReplicaDeps {
  readonly identity: string
  readonly clock: Clock
  readonly hub: Hub
  readonly answers: RecordedAnswers
  tell(entry: TimelineEntry): void
  /** A message was handled; the changes that it led to are not told yet. */
  handled(): void
}

/** A call of the recorded host that is made once more. */
interface Issued {
  readonly action: string
  readonly payload: unknown
  /** Our id of it, once it went out. */
  id: string | undefined
  /** What the station answered, once the recording came to it. */
  answer: string | undefined
}

interface Bound {
  readonly transport: Transport
  readonly station: Station
  readonly connection: Connection
}

/** One station of a recording, in place of its socket. */
export class Replica {
  readonly #deps: ReplicaDeps
  readonly #issued = new Map<Exchange, Issued>()
  /** Calls of the station that are not answered yet: action by id. */
  readonly #asked = new Map<string, string>()
  /** Numbers under which reports were asked for: then → now. */
  readonly #requests = new Map<number, number>()
  #followed = 0
  #bound: Bound | undefined

  constructor(deps: ReplicaDeps) {
    this.#deps = deps
  }

  /** Whether it is connected. */
  get isConnected(): boolean {
    return this.#bound !== undefined
  }

  /** The station connects. */
  open({ url }: Opening, dialect: Dialect): void {
    const { hub, identity } = this.#deps
    this.#tell({ kind: 'open', subprotocol: dialect.subprotocol })
    const transport: Transport = {
      path: url.split('?', 1)[0],
      send: (text) => this.#take(transport, text),
      close: (code, reason) => this.#hungUp(transport, { code, reason }),
    }
    this.#issued.clear()
    this.#asked.clear()
    this.#bound = undefined
    this.#bound = { transport, ...hub.connect(identity, transport, dialect) }
  }

  /** The station says something. */
  say(recorded: string): void {
    const text = this.#requests.size === 0 ? recorded : this.#renumbered(recorded)
    const message = messageOf(text)
    if (message?.type === 'call') this.#asked.set(message.id, message.action)
    this.#tell({ kind: 'frame', action: message?.type === 'call' ? message.action : '' })
    this.#receive(text)
  }

  /** The station goes. */
  close(closing: { readonly code: number; readonly reason: string }): void {
    const bound = this.#bound
    if (bound === undefined) return
    this.#bound = undefined
    this.#tell({ kind: 'close', by: 'station', ...closing })
    bound.station.disconnect(bound.connection)
  }

  /** Makes a call as the recorded host made it; its answer comes when the recording has it. */
  issue(exchange: Exchange): void {
    const { action, payload } = exchange
    const bound = this.#bound
    const known = bound?.connection.dialect.hostCalls.get(action)
    if (bound === undefined) return
    const [wrong] = known?.check(payload) ?? []
    if (known === undefined || wrong !== undefined) {
      const why =
        wrong === undefined ? 'is no action' : `is not valid: ${wrong.path} ${wrong.message}`
      return this.#tell({
        kind: 'log',
        level: 'warn',
        text: `${action} of the recorded host ${why}`,
      })
    }
    this.#issued.set(exchange, { action, payload, id: undefined, answer: undefined })
    const { station } = bound
    void station.call(action, JSON.stringify(payload)).then((result) => {
      if (result.kind !== 'result') return
      station.learn(known.learn(payload, result.payload, this.#deps.clock.now()))
    })
  }

  /** The recorded answer to a call of the recorded host. */
  answerIssued(exchange: Exchange): void {
    const issued = this.#issued.get(exchange)
    if (issued === undefined) return
    issued.answer = exchange.foreign ? exchange.answer : withId(exchange.answer, issued.id ?? '')
    if (issued.id === undefined) return
    this.#issued.delete(exchange)
    this.#answer(issued.answer, { action: issued.action, recorded: true })
  }

  /** A message of the host. */
  #take(transport: Transport, text: string): void {
    const message = messageOf(text)
    if (message?.type === 'call') return this.#called(transport, message)
    const frame = frameOf(text) ?? []
    const id = message?.id ?? ''
    const action = this.#asked.get(id) ?? ''
    this.#asked.delete(id)
    if (frame[0] === 3 && same(frame[2], {})) return
    this.#tell({ kind: 'reply', action, ...answerContent(frame) })
  }

  #called(
    transport: Transport,
    call: { readonly id: string; readonly action: string; readonly payload: unknown },
  ): void {
    const { clock, answers } = this.#deps
    const { id, action, payload } = call
    for (const [exchange, issued] of this.#issued) {
      if (issued.id !== undefined || issued.action !== action) continue
      if (!same(issued.payload, payload)) continue
      issued.id = id
      this.#tell({ kind: 'call', action, payload, issued: true })
      // The recorded answer may have come while the call still waited for its turn.
      if (issued.answer !== undefined) clock.soon(() => this.answerIssued(exchange))
      return
    }
    this.#tell({ kind: 'call', action, payload, issued: false })
    const { text, latency, recorded, reports } = answers.answer(call)
    if (reports !== undefined) this.#report(transport, reports)
    const answer = () => {
      if (this.#bound?.transport === transport) this.#answer(text, { action, recorded })
    }
    if (latency === 0) clock.soon(answer)
    else clock.after(latency, answer)
  }

  /**
   * A station that is asked for a report sends it soon: the recorded one, when that comes now anyway,
   * or else once more.
   */
  #report(transport: Transport, { was, is, askedAt, list }: RecordedReports): void {
    const { clock } = this.#deps
    if (Math.abs(clock.now() - askedAt) <= atOnce) return void this.#requests.set(was, is)
    for (const { at, action, payload } of list) {
      this.#followed += 1
      const frame = [2, `replay-${this.#followed}`, action, { ...payload, requestId: is }]
      clock.after(at - askedAt, () => {
        if (this.#bound?.transport === transport) this.say(JSON.stringify(frame))
      })
    }
  }

  #renumbered(text: string): string {
    const message = messageOf(text)
    if (message?.type !== 'call') return text
    const { id, action, payload } = message
    if (typeof payload !== 'object' || payload === null || !('requestId' in payload)) return text
    const requestId = this.#requests.get(Number(payload.requestId))
    return requestId === undefined
      ? text
      : JSON.stringify([2, id, action, { ...payload, requestId }])
  }

  #answer(text: string, about: { readonly action: string; readonly recorded: boolean }): void {
    const frame = frameOf(text)
    const content = frame === undefined ? { text } : answerContent(frame)
    this.#tell({ kind: 'answer', ...about, ...content })
    this.#receive(text)
  }

  /** Has the host handle a message as its server does, as one round. */
  #receive(text: string): void {
    const bound = this.#bound
    if (bound === undefined) return
    const { rounds } = this.#deps.hub
    rounds.begin()
    try {
      bound.station.receive(bound.connection, new Message(text))
    } finally {
      rounds.end()
      this.#deps.handled()
      rounds.over()
    }
  }

  #hungUp(transport: Transport, closing: { readonly code: number; readonly reason: string }): void {
    this.#tell({ kind: 'close', by: 'host', ...closing })
    const bound = this.#bound
    if (bound?.transport !== transport) return
    this.#bound = undefined
    this.#deps.clock.soon(() => bound.station.disconnect(bound.connection))
  }

  #tell(entry: DistributiveOmit<TimelineEntry, 'at' | 'station'>): void {
    const { clock, identity, tell } = this.#deps
    tell({ at: clock.now(), station: identity, ...entry })
  }
}

/** Calls this close to each other are the same one, ms. */
const atOnce = 1000

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
