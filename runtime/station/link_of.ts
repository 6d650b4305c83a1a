import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import type { RpcErrorKind } from '../rpc/errors.ts'
import type { FrameLimits } from '../rpc/excess.ts'
import type { CallAnswer, CallFrame } from '../rpc/frame.ts'
import { Link, type LinkOptions } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import { Connection, type Transport } from './connection.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What a connection of a station is made from. */
export interface LinkParts {
  readonly transport: Transport
  readonly dialect: Dialect
  readonly deps: StationDeps
  onCall(frame: CallFrame, message: Message): string | Promise<string>
}

/** A connection of a station over a transport, by the traits of the station. */
export function connectionOf(station: Station, parts: LinkParts): Connection {
  const { transport, dialect, deps } = parts
  const link = new Link(new StationLink(station, parts))
  return new Connection({ dialect, transport, link, station: station.id, guard: deps.guard })
}

class StationLink implements LinkOptions {
  readonly clock: Clock
  readonly oneWay: boolean
  readonly frameLimits: FrameLimits | undefined
  readonly #station: Station
  readonly #parts: LinkParts

  constructor(station: Station, parts: LinkParts) {
    this.clock = parts.deps.clock
    this.oneWay = parts.dialect.oneWay
    this.frameLimits = parts.deps.frameLimits
    this.#station = station
    this.#parts = parts
  }

  send(text: string): void {
    this.#parts.transport.send(text)
  }

  close(code: number, reason: string): void {
    this.#parts.transport.close(code, reason)
  }

  onCall(frame: CallFrame, message: Message): string | Promise<string> {
    return this.#parts.onCall(frame, message)
  }

  repairText(text: string): string | undefined | Promise<string | undefined> {
    return this.#station.seat.hooks?.text(text)
  }

  timeout(action: string): number {
    return this.#station.traits.transport.callTimeout ?? this.#parts.deps.timeout(action)
  }

  pause(): number {
    return this.#station.traits.transport.callPause
  }

  maxUnanswered(): number {
    return this.#station.traits.transport.maxUnanswered
  }

  adopts(action: string, answer: CallAnswer): boolean {
    if (!this.#station.traits.transport.anyAnswerId || answer.kind !== 'result') return false
    return this.#parts.dialect.hostCalls.get(action)?.fits(answer.payload) === true
  }

  errorWord(kind: RpcErrorKind): string {
    return this.#parts.dialect.errorWord(kind)
  }

  count(what: string): void {
    this.#station.counters.count(what)
  }

  onDefect(error: unknown, text: string): void {
    this.#parts.deps.onDefect(this.#station, error, text)
  }
}
