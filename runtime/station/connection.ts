import type { Dialect } from '../dialect/dialect.ts'
import type { Link } from '../rpc/link.ts'
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

/** One connection of a station. */
export class Connection {
  readonly dialect: Dialect
  readonly transport: Transport
  readonly link: Link
  readonly replies = new ReplyCache()
  readonly #ended = new AbortController()

  constructor(parts: { dialect: Dialect; transport: Transport; link: Link }) {
    this.dialect = parts.dialect
    this.transport = parts.transport
    this.link = parts.link
  }

  /** Aborted when the connection is over. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Ends every call under way. */
  end(): void {
    this.#ended.abort()
    this.link.closed()
  }
}
