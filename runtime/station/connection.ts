import type { Dialect } from '../dialect/dialect.ts'
import type { CallResult, Link } from '../rpc/link.ts'
import { guarded, passwordCalls, type StationGuard } from './guard.ts'
import { ReplyCache } from './reply_cache.ts'

/** What a transport gives to a station. */
export interface Transport {
  /** Path of the request that it began with. */
  readonly path?: string | undefined
  /** Scheme, host and port at which the station reached this server, as `http://host:port`. */
  readonly origin?: string | undefined
  send(text: string): void
  close(code: number, reason: string): void
}

/** What a connection is made from. */
export interface ConnectionParts {
  readonly dialect: Dialect
  readonly transport: Transport
  readonly link: Link
  /** Identity of the station. */
  readonly station: string
  readonly guard: StationGuard
}

/** One connection of a station. */
export class Connection {
  readonly dialect: Dialect
  readonly transport: Transport
  readonly link: Link
  readonly replies = new ReplyCache()
  readonly #ended = new AbortController()

  readonly #station: string
  readonly #guard: StationGuard

  constructor(parts: ConnectionParts) {
    this.dialect = parts.dialect
    this.transport = parts.transport
    this.link = parts.link
    this.#station = parts.station
    this.#guard = parts.guard
  }

  /** Aborted when the connection is over. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Makes a call. Never rejects. `payload` is JSON text. */
  call(
    action: string,
    payload: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<CallResult> {
    if (!passwordCalls.has(action)) return this.link.call(action, payload, options)
    const { signal } = options
    const call = { connection: this, station: this.#station, action, payload, signal }
    return guarded(this.#guard, call)
  }

  /** Ends every call under way. */
  end(): void {
    this.#ended.abort()
    this.link.closed()
  }
}
