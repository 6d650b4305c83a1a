import { once } from 'node:events'
import type { ConnectionOptions } from 'node:tls'
import * as v from 'valibot'
import { WebSocket } from 'ws'
import type { TestServer } from './server.ts'

/** How a raw station connects. */
export interface RawStationOptions {
  /** Path and query of the request. */
  readonly path: string
  /** Subprotocols offered; none by default of an empty list. */
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly origin?: string
  readonly perMessageDeflate?: boolean
  /** Password of HTTP Basic authentication, as text or as bytes. */
  readonly password?: string | Uint8Array
  /** Its user name, where it is not the identity in the path. */
  readonly user?: string
  /** Address to come from, such as 127.0.0.2. */
  readonly localAddress?: string
  /** Connects over TLS, to the port for that. */
  readonly tls?: ConnectionOptions
  /** What it answers from its first moment on, by action. */
  readonly scripts?: Readonly<Record<string, Scripted>>
}

/** What a station answers to a call: a payload, a raw frame made of the id, or nothing. */
export type Scripted =
  | { readonly payload: unknown }
  | { readonly error: string }
  | { readonly text: (id: string) => string }
  | 'silence'

/** A call that the host made. */
export interface HostCall {
  readonly id: string
  readonly action: string
  readonly payload: unknown
}

type Script = (call: HostCall) => Scripted

/** How a connection ended. */
export interface Ended {
  readonly code: number
  readonly reason: string
}

const frameSchema = v.looseTuple([v.number(), v.union([v.string(), v.number()])])

/** A frame as it came, parsed: type, id and the rest. */
export type Frame = v.InferOutput<typeof frameSchema>

/**
 * A station that may send anything at all. Calls of the host are answered by script; what has none
 * is answered `NotImplemented`.
 */
export class RawStation implements AsyncDisposable {
  readonly ws: WebSocket
  /** Every frame received, parsed. */
  readonly received: Frame[] = []
  /** Calls of the host, in order. */
  readonly calls: HostCall[] = []
  readonly ended: Promise<Ended>
  /** Frames sent and received, to see whether something goes on. */
  traffic = 0
  /** Called for every message sent. */
  onSend: () => void = () => undefined
  readonly #scripts = new Map<string, Script>()
  readonly #waiting = new Set<() => void>()
  #isEnded = false
  #ids = 0

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data) => this.#receive(data.toString()))
    ws.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      ws.on('close', (code, reason) => {
        this.#isEnded = true
        resolve({ code, reason: reason.toString() })
        this.#wake()
      })
    })
  }

  /** Connects; rejects with the error of the handshake. */
  static async connect(
    server: Pick<TestServer, 'ocppPort' | 'tlsPort'>,
    options: RawStationOptions,
  ): Promise<RawStation> {
    const ws = openWebSocket(server, options)
    const station = new RawStation(ws)
    const scripts = Object.entries(options.scripts ?? {})
    for (const [action, script] of scripts) station.on(action, script)
    await once(ws, 'open')
    return station
  }

  /** Connects, or resolves with the HTTP status that refuses it. */
  static async attempt(
    server: TestServer,
    options: RawStationOptions,
  ): Promise<RawStation | number> {
    const ws = openWebSocket(server, options)
    const station = new RawStation(ws)
    return new Promise((resolve, reject) => {
      ws.on('open', () => resolve(station))
      ws.on('error', reject)
      ws.on('unexpected-response', (_, response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
    })
  }

  /** Whether the connection is over. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Answers calls of this action of the host from now on. */
  on(action: string, script: Script | Scripted): this {
    this.#scripts.set(action, typeof script === 'function' ? script : () => script)
    return this
  }

  /** Sends text as it is. */
  send(text: string): void {
    this.traffic += 1
    this.onSend()
    this.ws.send(text)
  }

  /** Sends a frame. */
  frame(frame: readonly unknown[]): void {
    this.send(JSON.stringify(frame))
  }

  /** Calls the host with a fresh id, and resolves with its answer as a frame. */
  call(action: string, payload: unknown = {}): Promise<Frame> {
    this.#ids += 1
    return this.exchange(JSON.stringify([2, `s-${this.#ids}`, action, payload]), `s-${this.#ids}`)
  }

  /** Sends text and resolves with the next answer that carries this id. */
  async exchange(text: string, id: unknown): Promise<Frame> {
    const from = this.received.length
    this.send(text)
    const isAnswer = (frame: Frame) => frame[0] !== 2 && frame[1] === id
    await this.until(() => this.received.slice(from).some(isAnswer), `an answer to ${text}`)
    const answer = this.received.slice(from).find(isAnswer)
    if (answer === undefined) throw new Error('No answer')
    return answer
  }

  /** Resolves when the condition holds, looking at it after every frame; rejects at the end. */
  async until(condition: () => boolean, what = condition.toString()): Promise<void> {
    while (!condition()) {
      if (this.#isEnded) throw new Error(`The connection ended before ${what}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** Resolves with the first call of this action, among those to come and, by default, those made. */
  async called(action: string, from = 0): Promise<HostCall> {
    const find = () => this.calls.slice(from).find((call) => call.action === action)
    await this.until(() => find() !== undefined, `a call of ${action}`)
    const call = find()
    if (call === undefined) throw new Error('No call')
    return call
  }

  /**
   * Resolves when nothing goes on between the two sides any more. A pong comes after everything that
   * was sent before it, and what the host does on a message is sent before the pong after next.
   */
  async settle(): Promise<void> {
    while (!this.#isEnded) {
      const before = this.traffic
      await this.#ping()
      await this.#ping()
      if (this.traffic === before) return
    }
  }

  /** Says goodbye; resolves when the connection is over. */
  close(code = 1000): Promise<Ended> {
    this.ws.close(code)
    return this.ended
  }

  /** Goes away without a goodbye. */
  terminate(): Promise<Ended> {
    this.ws.terminate()
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate()
  }

  async #ping(): Promise<void> {
    if (this.ws.readyState !== WebSocket.OPEN) {
      await this.ended
      return
    }
    const pong = new Promise<void>((resolve) => this.ws.once('pong', () => resolve()))
    this.ws.ping()
    await Promise.race([pong, this.ended])
  }

  #receive(text: string): void {
    this.traffic += 1
    const frame = v.parse(frameSchema, JSON.parse(text))
    this.received.push(frame)
    const [type, id, action, payload] = frame
    if (type === 2) this.#answer({ id: String(id), action: String(action), payload })
    this.#wake()
  }

  #answer(call: HostCall): void {
    this.calls.push(call)
    const scripted = this.#scripts.get(call.action)?.(call) ?? { error: 'NotImplemented' }
    if (scripted === 'silence') return
    if ('text' in scripted) return this.send(scripted.text(call.id))
    if ('error' in scripted) return this.frame([4, call.id, scripted.error, '', {}])
    this.frame([3, call.id, scripted.payload])
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

/** Begins to connect. */
export function openWebSocket(
  server: Pick<TestServer, 'ocppPort' | 'tlsPort'>,
  options: RawStationOptions,
): WebSocket {
  const { path, protocols = ['ocpp1.6'], origin, perMessageDeflate, localAddress, tls } = options
  const base = tls ? `wss://localhost:${server.tlsPort}` : `ws://127.0.0.1:${server.ocppPort}`
  return new WebSocket(base + path, [...protocols], {
    headers: { ...options.headers, ...credentialsOf(options) },
    perMessageDeflate: perMessageDeflate ?? false,
    ...(origin !== undefined && { origin }),
    ...(localAddress !== undefined && { localAddress }),
    ...tls,
  })
}

/** The header `Authorization`, if there is a password. */
export function credentialsOf({ path, user, password }: RawStationOptions): Record<string, string> {
  if (password === undefined) return {}
  const name = user ?? decodeURIComponent(path.split('/').at(-1) ?? '')
  const bytes = Buffer.concat([Buffer.from(`${name}:`), Buffer.from(password)])
  return { authorization: `Basic ${bytes.toString('base64')}` }
}

/** Resolves when nothing goes on at any of the stations any more. */
export async function settleAll(stations: readonly RawStation[]): Promise<void> {
  for (;;) {
    const before = sum(stations)
    for (const station of stations) await station.settle()
    if (sum(stations) === before) return
  }
}

function sum(stations: readonly RawStation[]): number {
  return stations.reduce((total, { traffic }) => total + traffic, 0)
}
