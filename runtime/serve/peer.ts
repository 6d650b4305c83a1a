import type { Duplex } from 'node:stream'
import type { Timer } from '../clock.ts'
import { coreTraits } from '../model.ts'
import type { Tap } from '../recording/recorder.ts'
import { Message } from '../rpc/message.ts'
import { Bucket } from '../security/bucket.ts'
import type { Profile } from '../security/credentials.ts'
import type { Resident } from '../security/residents.ts'
import { SharedTexts } from '../shared_texts.ts'
import type { Connection, Transport } from '../station/connection.ts'
import type { Station } from '../station/station.ts'
import type { Delivery } from './inbox.ts'
import { Liveness } from './liveness.ts'
import type { PeerHost, PeerOptions } from './peer_host.ts'
import { isUnder, shortFrame } from './short_frame.ts'
import type { SocketListener, StationSocket } from './station_socket.ts'
import { Stranger } from './stranger.ts'

/** Messages at once, as a multiple of those a second: a station that was away brings many along. */
const burst = 20
/** Time a station gets to say goodbye, ms. */
const farewell = 2000

/** One socket of a station. */
export class Peer implements Delivery<Message>, SocketListener, Transport, Resident {
  readonly path: string
  /** What the WebSocket runs on. */
  readonly socket: Duplex
  readonly origin: string | undefined
  readonly address: string
  readonly secure: boolean
  proof: Profile
  readonly #ws: StationSocket
  readonly #isWritable: boolean
  readonly #isOldest: boolean
  readonly #host: PeerHost
  readonly #bucket: Bucket
  readonly #liveness: Liveness
  #id: string
  #stranger: Stranger | undefined
  #station: Station | undefined
  #connection: Connection | undefined
  #tap: Tap | undefined
  #closing = false
  #farewell: Timer | undefined

  constructor(ws: StationSocket, host: PeerHost, options: PeerOptions) {
    const { claim, socket, opening } = options
    this.#ws = ws
    this.#host = host
    this.path = opening.url
    this.socket = socket
    this.origin = originOf(options)
    this.#isWritable = isUnder(ws, socket)
    this.#isOldest = options.isOldest
    this.#id = claim.station
    this.address = claim.address
    this.secure = claim.secure
    this.proof = options.proof
    this.#liveness = new Liveness(ws, host.clock)
    const perSecond = host.limits.framesPerSecond
    this.#bucket = new Bucket({ perSecond, burst: perSecond * burst }, this.#liveness.at)
    ws.listener = this
    if (claim.station === '' || options.waits) this.#meet(options)
    else this.#bind(claim.station, options)
    if (!options.isOldest) this.#sendBack()
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    const liveness = this.#liveness
    liveness.seen()
    if (isBinary) {
      // What came before is answered before the goodbye.
      this.#host.inbox.drain()
      return this.close(1003, 'OCPP-J messages are text')
    }
    if (!this.#bucket.take(liveness.at)) this.#slowDown()
    this.#host.inbox.push(this, new Message(data))
  }

  onPing(): void {
    // Some stations ping and never answer a ping (quirk T8).
    this.#liveness.seen()
  }

  onPong(): void {
    this.#liveness.answered()
  }

  onError(error: Error): void {
    if (isTooLong(error)) this.#limit('A message was longer than is accepted')
  }

  onClose(code: number, reason: Buffer): void {
    this.#liveness.over()
    this.#host.inbox.drain()
    this.#farewell?.cancel()
    this.#tap?.closed({ code, reason: reason.toString() })
    if (this.#connection !== undefined) this.#station?.disconnect(this.#connection)
    this.#stranger?.gone()
    this.#host.onClose(this.#id, this)
  }

  deliver(message: Message): void {
    if (this.#closing) return
    if (this.#connection === undefined) return this.#stranger?.take(message.text)
    this.#tap?.received(message)
    this.#station?.receive(this.#connection, message)
    if (!this.#isOldest) this.#sendBack()
  }

  send(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#tap?.sent(text)
    this.#host.inbox.post(this, text)
  }

  write(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const { socket } = this
    const frame = this.#isWritable ? shortFrame(text) : undefined
    if (frame === undefined) this.#ws.send(text)
    else socket.write(frame, 'latin1')
    const outstanding = this.#isWritable ? socket.writableLength : this.#ws.bufferedAmount
    if (outstanding > this.#host.limits.outstanding) {
      this.#limit('The station does not read what it is sent; it was cut off')
      this.terminate()
    }
  }

  takeIn(): void {
    this.#host.inbox.hasten(this)
  }

  close(code: number, reason: string): void {
    // What comes after a goodbye could not be answered any more.
    this.#farewell ??= this.#host.clock.after(farewell, () => this.terminate())
    this.#station?.settle()
    this.#closing = true
    this.#host.inbox.flush()
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
    this.#limit('More messages than are accepted; they are read more slowly')
    this.#ws.pause()
    const wait = Math.max(100, this.#bucket.wait(this.#liveness.at))
    this.#host.clock.after(wait, () => this.#ws.resume())
  }

  #limit(detail: string): void {
    this.#host.onLimit(this.#id, { address: this.address, detail })
  }

  /** It is not in yet: it did not say who it is, or waits for approval. */
  #meet(options: PeerOptions): void {
    const { dialect, claim } = options
    const { clock, limits, room } = this.#host
    this.#stranger = new Stranger({
      dialect,
      protocol: this.#ws.protocol,
      address: claim.address,
      clock,
      limits,
      room,
      introduce: (station) => this.#host.introduce(claim, station),
      send: (text) => this.send(text),
      close: (code, reason) => this.close(code, reason),
      onEntered: (station, proof, messages) => {
        this.#stranger = undefined
        if (this.#closing) return
        this.proof = proof
        this.#bind(station, options)
        for (const message of messages) this.deliver(new Message(message))
      },
    })
    if (claim.station !== '') this.#stranger.wait(claim.station)
  }

  #bind(id: string, { dialect, opening }: PeerOptions): void {
    const { hub, recorder } = this.#host
    const subprotocol = this.#ws.protocol
    this.#id = id
    this.#tap = recorder.tap({ identity: id, subprotocol, opening })
    const { station, connection } = hub.connect(id, this, dialect)
    this.#station = station
    this.#connection = connection
    this.#host.onEntered(id, this)
  }

  /** A station whose later versions are no good comes back with the oldest, once that is known (quirk T12). */
  #sendBack(): void {
    const { oldestVersion } = (this.#station?.traits ?? coreTraits).transport
    if (oldestVersion) this.close(1000, 'Come back with an older version')
  }
}

/** By what the station calls this server, which is what it can reach. */
function originOf({ opening, claim }: PeerOptions): string | undefined {
  const { host = '' } = opening.headers
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return undefined
  return origins.of(`${claim.secure ? 'https' : 'http'}://${host}`)
}

/** Most stations call this server by the same name. */
const origins = new SharedTexts(64)

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}
