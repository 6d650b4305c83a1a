import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock, Timer } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { negotiate, oldestFirst, spoken } from '../dialect/dialects.ts'
import type { ProtocolVersion } from '../dialect/versions.ts'
import { filesPath } from '../files/serve_files.ts'
import type { Log } from '../log.ts'
import type { Opening } from '../recording/format.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { Hub } from '../station/hub.ts'
import { identityOf } from './identity.ts'
import { Inbox } from './inbox.ts'
import { Peer, type PeerOptions } from './peer.ts'

/** What serving stations needs. */
export interface StationServerOptions {
  readonly hub: Hub
  readonly log: Log
  readonly clock: Clock
  readonly recorder: Recorder
  /** Longest message accepted, bytes. */
  readonly maxFrame: number
  /** Serves the files of stations. */
  readonly files: (request: IncomingMessage, response: ServerResponse) => void
  /** Versions spoken with a station, the preferred one first. */
  protocols(station: string): readonly ProtocolVersion[]
}

/** Seconds between two looks at which stations are to be pinged or given up. */
const sweepEvery = 5
/** Connections that may wait to be accepted, for the moment after a restart. */
const backlog = 4096

/** The WebSocket server that stations connect to. */
export class StationServer {
  readonly #options: StationServerOptions
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #inbox = new Inbox()
  readonly #peers = new Set<Peer>()
  /** What was negotiated with the requests that are being accepted. */
  readonly #chosen = new WeakMap<IncomingMessage, Dialect>()
  #sweeper: Timer
  #closing = false

  constructor(options: StationServerOptions) {
    this.#options = options
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxFrame,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (_, request) => this.#chosen.get(request)?.subprotocol ?? false,
    })
    // Some stations look first whether a plain request is refused (quirk T11).
    this.#http = createServer((request, response) => {
      if (request.url?.startsWith(filesPath)) return options.files(request, response)
      response.writeHead(400, { 'content-type': 'text/plain', connection: 'close' })
      response.end('This port speaks OCPP over WebSocket: connect to ws://<host>/<ChargepointID>\n')
    })
    this.#http.headersTimeout = 10_000
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#sweeper = this.#nextSweep()
  }

  /** Begins to listen. @throws the error of the socket, such as one with code `EADDRINUSE` */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen({ port, host, backlog }, () => {
        this.#http.off('error', reject)
        const address = this.#http.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  /** Refuses new connections and ends those there are, telling stations to come back. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sweeper.cancel()
    this.#inbox.drain()
    const stopped = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    await Promise.all([...this.#peers].map((peer) => peer.end(1012, 'The server restarts')))
    this.#http.closeAllConnections()
    await stopped
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    if (this.#closing) return refuse(socket, 503, 'The server ends')
    const identified = identityOf(request.url ?? '/')
    if (!identified.ok) return this.#refuse(socket, identified.reason)
    if (!this.#options.hub.admits(identified.id)) return refuse(socket, 503, 'Too many stations')
    const offered = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
    const { id } = identified
    const order = this.#options.protocols(id)
    const oldest = negotiate(offered, oldestFirst(order))
    const dialect = this.#wantsOldest(id) ? oldest : negotiate(offered, order)
    if (dialect === undefined) {
      const words = spoken(order).map(({ subprotocol }) => subprotocol)
      const reason = `None of ${offered.join(', ')} is spoken here, only ${words.join(', ')}`
      return this.#refuse(socket, reason)
    }
    this.#chosen.set(request, dialect)
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      const opening = openingOf(request, offered)
      this.#accept(ws, { socket, id, opening, dialect, isOldest: dialect === oldest })
    })
  }

  /** Whether the later versions of a station are known to be no good (quirk T12). */
  #wantsOldest(id: string): boolean {
    return this.#options.hub.station(id)?.station.traits.transport.oldestVersion === true
  }

  #accept(
    ws: WebSocket,
    of: Pick<PeerOptions, 'socket' | 'id' | 'opening' | 'dialect' | 'isOldest'>,
  ): void {
    const { hub, clock, recorder } = this.#options
    const peer: Peer = new Peer(ws, {
      ...of,
      hub,
      clock,
      inbox: this.#inbox,
      recorder,
      onClose: () => this.#peers.delete(peer),
    })
    this.#peers.add(peer)
  }

  #refuse(socket: Duplex, reason: string): void {
    this.#options.log.warn({ reason }, 'Connection refused')
    refuse(socket, 400, reason)
  }

  #nextSweep(): Timer {
    const { clock } = this.#options
    return clock.after(sweepEvery * 1000, () => {
      const now = clock.now()
      for (const peer of this.#peers) peer.sweep(now)
      this.#sweeper = this.#nextSweep()
    })
  }
}

function openingOf({ url = '/', headers }: IncomingMessage, offered: readonly string[]): Opening {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { url, headers: Object.fromEntries(texts), offered }
}

const words: Readonly<Record<number, string>> = { 400: 'Bad Request', 503: 'Service Unavailable' }

function refuse(socket: Duplex, status: number, reason: string): void {
  const text = `${reason.replaceAll(/[^\x20-\x7e]/g, '?')}\n`
  socket.end(
    `HTTP/1.1 ${status} ${words[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${text.length}\r\n\r\n${text}`,
  )
}
