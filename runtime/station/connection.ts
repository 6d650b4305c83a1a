import type { Dialect, InboundRow } from '../dialect/dialect.ts'
import type { StationPlugin } from '../plugin/station_plugin.ts'
import type { CallFrame } from '../rpc/frame.ts'
import { type CallResult, Link, type Receipt } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import { guarded, passwordCalls, type StationGuard } from './guard.ts'
import { RecentCalls } from './known_calls.ts'
import { StationLink } from './link_of.ts'
import { ReplyCache } from './reply_cache.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What a transport gives to a station. */
export interface Transport {
  /** Path of the request that it began with. */
  readonly path?: string | undefined
  /** Scheme, host and port at which the station reached this server, as `http://host:port`. */
  readonly origin?: string | undefined
  /** Handles now what came already. */
  takeIn?(): void
  send(text: string): void
  close(code: number, reason: string): void
}

/** What a connection is made from. */
export interface ConnectionParts {
  readonly dialect: Dialect
  readonly transport: Transport
  readonly deps: StationDeps
}

const noEndings: readonly AbortController[] = []

/** One connection of a station. */
export class Connection {
  readonly dialect: Dialect
  readonly transport: Transport
  readonly link: Link
  readonly replies: ReplyCache
  #recent: RecentCalls | undefined
  /** Of jobs under way; an idle connection has none. */
  #endings = noEndings
  /** Whether it is over. */
  isEnded = false
  readonly #station: string
  readonly #guard: StationGuard

  constructor(station: Station, { dialect, transport, deps }: ConnectionParts) {
    this.dialect = dialect
    this.transport = transport
    this.#station = station.id
    this.#guard = deps.guard
    this.replies = new ReplyCache(deps.texts)
    this.link = new Link(new StationLink(station, this, deps))
  }

  /** Does something with a controller of its own, which is aborted when the connection is over. */
  async during<T>(job: (ending: AbortController) => Promise<T>): Promise<T> {
    const ending = new AbortController()
    if (this.isEnded) ending.abort()
    this.#endings = [...this.#endings, ending]
    try {
      return await job(ending)
    } finally {
      const others = this.#endings.filter((one) => one !== ending)
      this.#endings = others.length === 0 ? noEndings : others
    }
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

  /** Takes a message; see {@link Link.receive}. Of a call like one before the payload holds until the next. */
  receive(message: Message, hooks: StationPlugin | undefined): Receipt {
    const known = message.bytes && this.#recent?.recall(message.bytes)
    // A hook may keep, or change, what it is given.
    const isHooked = known !== undefined && hooks?.wants('payload', known.action) === true
    if (known === undefined || isHooked) return this.link.receive(message)
    return this.link.take(known, message)
  }

  /** A call that was not like any before. */
  learn(row: InboundRow, frame: CallFrame, message: Message): void {
    const { bytes } = message
    if (row.patternOf === undefined || bytes === undefined || frame.repaired) return
    this.#recent ??= new RecentCalls()
    this.#recent.missed(row.shape, { bytes, learn: () => row.patternOf?.(frame, message.text) })
  }

  /** Ends every call under way. */
  end(why?: 'closed' | 'replaced'): void {
    this.isEnded = true
    for (const ending of this.#endings) ending.abort()
    this.link.closed(why)
    this.replies.forget()
  }
}
