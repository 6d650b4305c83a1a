import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Server } from 'ws'
import type { Clock, Timer } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { negotiate, oldestFirst, spoken } from '../dialect/dialects.ts'
import type { ProtocolVersion } from '../dialect/versions.ts'
import type { Log } from '../log.ts'
import type { Opening } from '../recording/format.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { Message } from '../rpc/message.ts'
import type { Claim } from '../security/gate.ts'
import type { StationSecurity } from '../security/station_security.ts'
import type { Hub } from '../station/hub.ts'
import { Doorman, type Entrance } from './doorman.ts'
import { identityOf } from './identity.ts'
import { Inbox } from './inbox.ts'
import { Listener, type ListenOptions } from './listener.ts'
import { Peer } from './peer.ts'
import type { PeerHost } from './peer_host.ts'
import { type Refusal, refuse } from './refuse.ts'
import { destroyThis, Sockets } from './sockets.ts'
import { StationSocket } from './station_socket.ts'
import { WebSocketServer } from './ws.ts'

/** What serving stations needs. */
export interface StationServerOptions {
  readonly hub: Hub
  readonly log: Log
  readonly clock: Clock
  readonly recorder: Recorder
  readonly security: StationSecurity
  /** Longest message accepted, bytes. */
  readonly maxFrame: number
  /** Serves the files of stations. */
  readonly files: (request: IncomingMessage, response: ServerResponse) => void
  /** Addresses of reverse proxies. */
  readonly proxies: readonly string[]
  /** Versions spoken with a station, the preferred one first. */
  protocols(station: string): readonly ProtocolVersion[]
  /** What a connection over TLS shows of a client certificate. */
  readonly certificate?: ((socket: TLSSocket) => Claim['certificate']) | undefined
}

/** Time for answers under way when the server ends, ms. */
const answersWithin = 1000
/** Seconds between two looks at which stations are to be pinged or given up. */
const sweepEvery = 5

interface Request {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly offered: readonly string[]
  readonly claim: Claim
  readonly dialect: Dialect
  readonly isOldest: boolean
}

/** The WebSocket server that stations connect to. */
export class StationServer {
  readonly #options: StationServerOptions
  readonly #listeners: Listener[] = []
  readonly #sockets: Sockets
  readonly #doorman: Doorman
  readonly #webSockets: Server<typeof StationSocket>
  readonly #inbox: Inbox<Message>
  readonly #peers = new Set<Peer>()
  /** One for all peers, as there may be many. */
  readonly #peerHost: PeerHost
  /** What was negotiated with the requests that are being accepted. */
  readonly #chosen = new WeakMap<IncomingMessage, Dialect>()
  #sweeper: Timer
  #closing = false

  constructor(options: StationServerOptions) {
    this.#options = options
    this.#sockets = new Sockets(options)
    this.#inbox = new Inbox(options.hub.rounds)
    this.#doorman = new Doorman(options.security)
    this.#peerHost = this.#makePeerHost()
    this.#webSockets = new WebSocketServer({
      WebSocket: StationSocket,
      noServer: true,
      maxPayload: options.maxFrame,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (_, request) => this.#chosen.get(request)?.subprotocol ?? false,
    })
    this.#sweeper = this.#nextSweep()
  }

  /** Begins to listen on a port. @throws the error of the socket, such as one with code `EADDRINUSE` */
  listen(options: ListenOptions): Promise<number> {
    const listener = new Listener({
      sockets: this.#sockets,
      onUpgrade: (...upgrade) => this.#upgrade(...upgrade),
      onFile: this.#options.files,
    })
    this.#listeners.push(listener)
    return listener.listen(options)
  }

  /** Certificates that were right may be revoked by now. */
  recheck(): void {
    for (const peer of this.#peers) {
      const { socket } = peer
      if (peer.proof !== 3 || !(socket instanceof TLSSocket)) continue
      const shown = this.#options.certificate?.(socket)
      if (shown !== undefined && 'wrong' in shown) peer.close(1008, 'The certificate is revoked')
    }
  }

  /** Refuses new connections and ends those there are, telling stations to come back. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sweeper.cancel()
    this.#inbox.drain()
    const stopped = this.#listeners.map((listener) => listener.close())
    await this.#options.hub.settled(answersWithin)
    await Promise.all([...this.#peers].map((peer) => peer.end(1012, 'The server restarts')))
    this.#sockets.close()
    await Promise.all(stopped)
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!socket.listeners('error').includes(destroyThis)) socket.on('error', destroyThis)
    if (this.#closing) return refuse(socket, { status: 503, reason: 'The server ends' })
    const identified = identityOf(request.url ?? '/')
    if (!identified.ok) return this.#refuse(socket, { status: 400, reason: identified.reason })
    const { id } = identified
    if (!this.#options.hub.admits(id)) {
      return refuse(socket, { status: 503, reason: 'Too many stations', retryAfter: 60 })
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
    const order = this.#options.protocols(id)
    const oldest = negotiate(offered, oldestFirst(order))
    const dialect = this.#wantsOldest(id) ? oldest : negotiate(offered, order)
    if (dialect === undefined) {
      const words = spoken(order).map(({ subprotocol }) => subprotocol)
      const reason = `None of ${offered.join(', ')} is spoken here, only ${words.join(', ')}`
      return this.#refuse(socket, { status: 400, reason })
    }
    const origin = this.#sockets.origin(request)
    if ('status' in origin) return refuse(socket, origin)
    const claim = this.#claim(id, origin.address, request, socket)
    const isOldest = dialect === oldest
    this.#decide({ request, socket, head, offered, claim, dialect, isOldest })
  }

  #claim(station: string, address: string, ...[request, socket]: [IncomingMessage, Duplex]): Claim {
    const secure = socket instanceof TLSSocket
    const certificate = secure ? this.#options.certificate?.(socket) : undefined
    return { station, address, secure, certificate, authorization: request.headers.authorization }
  }

  #decide(asked: Request): void {
    // One that does not say who it is can do nothing until it says so, and is judged then.
    if (asked.claim.station === '') return this.#open(asked, { ok: true, proof: 0, waits: false })
    const entrance = this.#doorman.admit(asked.claim)
    if (!(entrance instanceof Promise)) return this.#open(asked, entrance)
    entrance.then(
      (decided) => this.#open(asked, decided),
      (error) => {
        this.#options.log.error({ error }, 'A request to connect broke us')
        refuse(asked.socket, { status: 503, reason: 'This could not be decided', retryAfter: 60 })
      },
    )
  }

  #open(asked: Request, entrance: Entrance): void {
    const { request, socket, head, offered, dialect, isOldest, claim } = asked
    if (!entrance.ok) return refuse(socket, entrance)
    if (this.#closing) return refuse(socket, { status: 503, reason: 'The server ends' })
    this.#chosen.set(request, dialect)
    const { proof, waits } = entrance
    this.#webSockets.handleUpgrade(request, socket, head, (ws) => {
      this.#sockets.opened(socket)
      // The WebSocket does that itself.
      socket.off('error', destroyThis)
      const opening = openingOf(request, offered)
      const options = { socket, opening, claim, dialect, isOldest, proof, waits }
      this.#peers.add(new Peer(ws, this.#peerHost, options))
    })
  }

  /** Whether the later versions of a station are known to be no good (quirk T12). */
  #wantsOldest(id: string): boolean {
    return this.#options.hub.station(id)?.station.traits.transport.oldestVersion === true
  }

  #makePeerHost(): PeerHost {
    const { hub, clock, recorder, security } = this.#options
    return {
      hub,
      clock,
      inbox: this.#inbox,
      recorder,
      limits: security.limits,
      room: security.waiting,
      introduce: (claim, station) =>
        hub.admits(station)
          ? this.#doorman.admit({ ...claim, station })
          : { ok: false, status: 503, reason: 'Too many stations' },
      onEntered: (station, entered) => this.#doorman.entered(station, entered),
      onLimit: (station, limit) => security.events.note({ kind: 'limit', station, ...limit }),
      onClose: (station, closed) => {
        this.#peers.delete(closed)
        security.residents.left(station, closed)
      },
    }
  }

  #refuse(socket: Duplex, refusal: Refusal): void {
    this.#options.log.warn({ reason: refusal.reason }, 'Connection refused')
    refuse(socket, refusal)
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

/** What a request begins a recording with; a password is not part of it. */
function openingOf({ url = '/', headers }: IncomingMessage, offered: readonly string[]): Opening {
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    name === 'authorization' ? `${String(value).split(' ', 1)[0]} ***` : String(value),
  ])
  return { url, headers: Object.fromEntries(texts), offered }
}
