import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Clock, Timer } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { coreTraits } from '../model.ts'
import type { Opening } from '../recording/format.ts'
import type { Recorder, Tap } from '../recording/recorder.ts'
import { Message } from '../rpc/message.ts'
import { Bucket } from '../security/bucket.ts'
import type { Profile } from '../security/credentials.ts'
import type { Resident } from '../security/residents.ts'
import type { StationLimits } from '../security/station_security.ts'
import type { WaitingRoom } from '../security/waiting.ts'
import type { Connection, Transport } from '../station/connection.ts'
import type { Hub } from '../station/hub.ts'
import type { Station } from '../station/station.ts'
import type { Entrance } from './doorman.ts'
import type { Delivery, Inbox } from './inbox.ts'
import { Liveness } from './liveness.ts'
import { shortFrame, socketUnder } from './short_frame.ts'
import { Stranger } from './stranger.ts'

/** What a peer needs. */
export interface PeerOptions {
  /** Identity of the request; `''` when it did not say. */
  readonly id: string
  /** What the WebSocket runs on. */
  readonly socket: Duplex
  /** The request it began with. */
  readonly opening: Opening
  readonly dialect: Dialect
  /** Whether it is the oldest that the station offered. */
  readonly isOldest: boolean
  readonly hub: Hub
  readonly clock: Clock
  readonly inbox: Inbox<Message>
  readonly recorder: Recorder
  readonly limits: StationLimits
  readonly room: WaitingRoom
  /** Remote IP address. */
  readonly address: string
  /** Whether it came over TLS. */
  readonly secure: boolean
  /** What the request proved. */
  readonly proof: Profile
  /** Whether the station must wait for approval. */
  readonly waits: boolean
  /** Decides whether it may be this station, where the request did not say which it is, or it waited. */
  introduce(station: string): Entrance | Promise<Entrance>
  /** It is this station from now on. */
  onEntered(station: string, peer: Peer): void
  /** It went beyond a limit, told in words. */
  onLimit(station: string, detail: string): void
  onClose(station: string, peer: Peer): void
}

/** Messages at once, as a multiple of those a second: a station that was away brings many along. */
const burst = 20
/** Time a station gets to say goodbye, ms. */
const farewell = 2000

/** One socket of a station. */
export class Peer implements Delivery<Message>, Transport, Resident {
  readonly path: string
  /** What the WebSocket runs on. */
  readonly socket: Duplex
  readonly origin: string | undefined
  readonly address: string
  readonly secure: boolean
  proof: Profile
  readonly #ws: WebSocket
  readonly #socket: Duplex | undefined
  readonly #options: PeerOptions
  readonly #inbox: Inbox<Message>
  readonly #bucket: Bucket
  readonly #liveness: Liveness
  #id: string
  #stranger: Stranger | undefined
  #station: Station | undefined
  #connection: Connection | undefined
  #tap: Tap | undefined
  #closing = false
  #farewell: Timer | undefined

  constructor(ws: WebSocket, options: PeerOptions) {
    const { id, clock, inbox, limits } = options
    this.#ws = ws
    this.#inbox = inbox
    this.path = options.opening.url
    this.socket = options.socket
    this.origin = originOf(options)
    this.#socket = socketUnder(ws, options.socket)
    this.#options = options
    this.#id = id
    this.address = options.address
    this.secure = options.secure
    this.proof = options.proof
    const liveness = new Liveness(ws, clock)
    this.#liveness = liveness
    const perSecond = limits.framesPerSecond
    this.#bucket = new Bucket({ perSecond, burst: perSecond * burst }, liveness.at)
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      liveness.seen()
      if (isBinary) return this.close(1003, 'OCPP-J messages are text')
      if (!this.#bucket.take(liveness.at)) this.#slowDown()
      inbox.push(this, new Message(data))
    })
    ws.on('close', (code: number, reason: Buffer) => {
      inbox.drain()
      this.#farewell?.cancel()
      this.#tap?.closed({ code, reason: reason.toString() })
      if (this.#connection !== undefined) this.#station?.disconnect(this.#connection)
      this.#stranger?.gone()
      options.onClose(this.#id, this)
    })
    // A frame too large or malformed: the socket closes itself with the right code.
    ws.on('error', (error) => {
      if (isTooLong(error)) options.onLimit(this.#id, 'A message was longer than is accepted')
    })
    if (id === '' || options.waits) this.#meet(id)
    else this.#bind(id)
    if (!options.isOldest) this.#sendBack()
  }

  deliver(message: Message): void {
    if (this.#closing) return
    if (this.#connection === undefined) return this.#stranger?.take(message.text)
    this.#tap?.received(message)
    this.#station?.receive(this.#connection, message)
    if (!this.#options.isOldest) this.#sendBack()
  }

  send(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#tap?.sent(text)
    this.#inbox.post(this, text)
  }

  write(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const socket = this.#socket
    const frame = socket === undefined ? undefined : shortFrame(text)
    if (socket === undefined || frame === undefined) this.#ws.send(text)
    else socket.write(frame, 'latin1')
    const outstanding = socket?.writableLength ?? this.#ws.bufferedAmount
    if (outstanding > this.#options.limits.outstanding) {
      this.#options.onLimit(this.#id, 'The station does not read what it is sent; it was cut off')
      this.terminate()
    }
  }

  close(code: number, reason: string): void {
    // What comes after a goodbye could not be answered any more.
    this.#farewell ??= this.#options.clock.after(farewell, () => this.terminate())
    this.#closing = true
    this.#inbox.flush()
    this.#ws.close(code, reason)
  }

  /** Pings the station in its interval, and gives it up when it was silent for too long. */
  sweep(now: number): void {
    if (this.#closing) return
    const { pingInterval, readTimeout } = (this.#station?.traits ?? coreTraits).transport
    const liveness = this.#liveness
    if (now - liveness.at > readTimeout * 1000) return this.terminate()
    if (pingInterval === 0 || now - liveness.pingedAt < pingInterval * 1000) return
    liveness.pingedAt = now
    liveness.ping()
  }

  probe(ms: number): Promise<boolean> {
    return this.#closing ? Promise.resolve(false) : this.#liveness.probe(ms)
  }

  /** Ends the connection without a goodbye. */
  terminate(): void {
    this.#ws.terminate()
  }

  /** Closes the connection; resolves when it is closed, by force after a while. */
  end(code: number, reason: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ws.readyState === this.#ws.CLOSED) return resolve()
      this.#ws.once('close', () => resolve())
      this.close(code, reason)
    })
  }

  /** Reads nothing more until there is room again: what is legal is only late, a flood stays outside. */
  #slowDown(): void {
    if (this.#ws.isPaused) return
    const { clock, onLimit } = this.#options
    onLimit(this.#id, 'More messages than are accepted; they are read more slowly')
    this.#ws.pause()
    clock.after(Math.max(100, this.#bucket.wait(this.#liveness.at)), () => this.#ws.resume())
  }

  /** It is not in yet: it did not say who it is, or waits for approval. */
  #meet(id: string): void {
    const { dialect, address, clock, limits, room, introduce } = this.#options
    this.#stranger = new Stranger({
      dialect,
      protocol: this.#ws.protocol,
      address,
      clock,
      limits,
      room,
      introduce,
      send: (text) => this.send(text),
      close: (code, reason) => this.close(code, reason),
      onEntered: (station, proof, messages) => {
        this.#stranger = undefined
        if (this.#closing) return
        this.proof = proof
        this.#bind(station)
        for (const message of messages) this.deliver(new Message(message))
      },
    })
    if (id !== '') this.#stranger.wait(id)
  }

  #bind(id: string): void {
    const { hub, dialect, opening, recorder, onEntered } = this.#options
    const subprotocol = this.#ws.protocol
    this.#id = id
    this.#tap = recorder.tap({ identity: id, subprotocol, opening })
    const { station, connection } = hub.connect(id, this, dialect)
    this.#station = station
    this.#connection = connection
    onEntered(id, this)
  }

  /** A station whose later versions are no good comes back with the oldest, once that is known (quirk T12). */
  #sendBack(): void {
    const { oldestVersion } = (this.#station?.traits ?? coreTraits).transport
    if (oldestVersion) this.close(1000, 'Come back with an older version')
  }
}

/** By what the station calls this server, which is what it can reach. */
function originOf({ opening, secure }: PeerOptions): string | undefined {
  const { host = '' } = opening.headers
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return undefined
  return `${secure ? 'https' : 'http'}://${host}`
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}
