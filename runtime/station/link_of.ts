import type { Clock } from '../clock.ts'
import type { RpcErrorKind } from '../rpc/errors.ts'
import type { FrameLimits } from '../rpc/excess.ts'
import type { CallAnswer, CallFrame } from '../rpc/frame.ts'
import type { LinkOptions } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'
import type { Answer } from './inbound.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What the link of a connection of a station asks, by the traits of the station. */
export class StationLink implements LinkOptions {
  readonly #station: Station
  readonly #connection: Connection
  readonly #deps: StationDeps

  constructor(station: Station, connection: Connection, deps: StationDeps) {
    this.#station = station
    this.#connection = connection
    this.#deps = deps
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  get oneWay(): boolean {
    return this.#connection.dialect.oneWay
  }

  get frameLimits(): FrameLimits | undefined {
    return this.#deps.frameLimits
  }

  send(text: string): void {
    this.#connection.transport.send(text)
  }

  close(code: number, reason: string): void {
    this.#connection.transport.close(code, reason)
  }

  onCall(frame: CallFrame, message: Message): Answer {
    return this.#station.reception.inbound.answer(this.#connection, frame, message)
  }

  repairText(text: string): string | undefined | Promise<string | undefined> {
    return this.#station.seat.hooks?.text(text)
  }

  timeout(action: string): number {
    return this.#station.traits.transport.callTimeout ?? this.#deps.timeout(action)
  }

  pause(): number {
    return this.#station.traits.transport.callPause
  }

  maxUnanswered(): number {
    return this.#station.traits.transport.maxUnanswered
  }

  adopts(action: string, answer: CallAnswer): boolean {
    if (!this.#station.traits.transport.anyAnswerId || answer.kind !== 'result') return false
    return this.#connection.dialect.hostCalls.get(action)?.fits(answer.payload) === true
  }

  errorWord(kind: RpcErrorKind): string {
    return this.#connection.dialect.errorWord(kind)
  }

  count(what: string): void {
    this.#station.counters.count(what)
  }

  onDefect(error: unknown, text: string): void {
    this.#deps.onDefect(this.#station, error, text)
  }
}
