import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { coreTraits } from '../model.ts'
import type { Opening } from '../recording/format.ts'
import type { Recorder, Tap } from '../recording/recorder.ts'
import { errorText, parseFrame } from '../rpc/frame.ts'
import type { Connection, Transport } from '../station/connection.ts'
import type { Hub } from '../station/hub.ts'
import type { Station } from '../station/station.ts'
import type { Delivery, Inbox } from './inbox.ts'
import { shortFrame, socketUnder } from './short_frame.ts'

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
  readonly inbox: Inbox
  readonly recorder: Recorder
  onClose(): void
}

/** Bytes that may wait for a station that does not read; then it is cut off. */
const mostOutstanding = 1024 * 1024
/** Time a station gets to say goodbye, ms. */
const farewell = 2000

/** One socket of a station. */
export class Peer implements Delivery, Transport {
  /** ms since the epoch of the last sign of life. */
  aliveAt: number
  readonly path: string
  readonly origin: string | undefined
  #pingedAt: number
  readonly #ws: WebSocket
  readonly #socket: Duplex | undefined
  readonly #options: PeerOptions
  readonly #inbox: Inbox
  #station: Station | undefined
  #connection: Connection | undefined
  #tap: Tap | undefined
  #closing = false

  constructor(ws: WebSocket, options: PeerOptions) {
    const { id, clock, inbox } = options
    this.#ws = ws
    this.#inbox = inbox
    this.path = options.opening.url
    this.origin = originOf(options)
    this.#socket = socketUnder(ws, options.socket)
    this.#options = options
    this.aliveAt = clock.now()
    this.#pingedAt = this.aliveAt
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      this.aliveAt = clock.now()
      if (isBinary) return this.close(1003, 'OCPP-J messages are text')
      inbox.push(this, data.toString())
    })
    const alive = () => {
      this.aliveAt = clock.now()
    }
    ws.on('pong', alive)
    // Some stations ping and never answer a ping (quirk T8).
    ws.on('ping', alive)
    ws.on('close', (code: number, reason: Buffer) => {
      inbox.drain()
      this.#tap?.closed({ code, reason: reason.toString() })
      if (this.#connection !== undefined) this.#station?.disconnect(this.#connection)
      options.onClose()
    })
    // A frame too large or malformed: the socket closes itself with the right code.
    ws.on('error', () => undefined)
    if (id !== '') this.#bind(id)
    if (!options.isOldest) this.#sendBack()
  }

  deliver(data: string): void {
    if (this.#closing) return
    if (this.#connection === undefined) this.#introduce(data)
    this.#tap?.received(data)
    if (this.#connection !== undefined) this.#station?.receive(this.#connection, data)
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
    if ((socket?.writableLength ?? this.#ws.bufferedAmount) > mostOutstanding) this.terminate()
  }

  close(code: number, reason: string): void {
    // What comes after a goodbye could not be answered any more.
    this.#closing = true
    this.#inbox.flush()
    this.#ws.close(code, reason)
  }

  /** Pings the station in its interval, and gives it up when it was silent for too long. */
  sweep(now: number): void {
    const { pingInterval, readTimeout } = (this.#station?.traits ?? coreTraits).transport
    if (now - this.aliveAt > readTimeout * 1000) return this.terminate()
    if (pingInterval === 0 || now - this.#pingedAt < pingInterval * 1000) return
    this.#pingedAt = now
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
  }

  /** Ends the connection without a goodbye. */
  terminate(): void {
    this.#ws.terminate()
  }

  /** Closes the connection; resolves when it is closed, by force after a while. */
  end(code: number, reason: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ws.readyState === this.#ws.CLOSED) return resolve()
      const timer = this.#options.clock.after(farewell, () => this.terminate())
      this.#ws.once('close', () => {
        timer.cancel()
        resolve()
      })
      this.close(code, reason)
    })
  }

  /** A station whose later versions are no good comes back with the oldest, once that is known (quirk T12). */
  #sendBack(): void {
    const { oldestVersion } = (this.#station?.traits ?? coreTraits).transport
    if (oldestVersion) this.close(1000, 'Come back with an older version')
  }

  #bind(id: string): void {
    const { hub, dialect, opening, recorder } = this.#options
    const subprotocol = this.#ws.protocol
    this.#tap = recorder.tap({ identity: id, subprotocol, opening })
    const { station, connection } = hub.connect(id, this, dialect)
    this.#station = station
    this.#connection = connection
  }

  /** A station that connected without an identity is known by the serial number it boots with (quirk T1). */
  #introduce(data: string): void {
    const frame = parseFrame(data)
    if (frame.type !== 'call') return
    const serial = serialOf(frame.payload)
    if (frame.action === 'BootNotification' && serial !== undefined) return this.#bind(serial)
    const word = this.#options.dialect.errorWord('Security')
    const reason = 'Who are you? Connect to /<ChargepointID>, or boot with a serial number'
    this.send(errorText(frame.id, word, reason))
  }
}

/** By what the station calls this server, which is what it can reach. */
function originOf({ opening, socket }: PeerOptions): string | undefined {
  const { host = '' } = opening.headers
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return undefined
  return `${Reflect.get(socket, 'encrypted') === true ? 'https' : 'http'}://${host}`
}

function serialOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  for (const name of ['chargePointSerialNumber', 'chargeBoxSerialNumber']) {
    const value: unknown = Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined
    if (typeof value === 'string' && /^[\w.:+-]{1,64}$/.test(value.trim())) return value.trim()
  }
  return undefined
}
