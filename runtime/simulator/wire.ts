import * as v from 'valibot'
import { WebSocket } from 'ws'
import type { Clock, Timer } from '../clock.ts'
import { defaultSubprotocol } from '../dialect/versions.ts'
import { Backlog, type Outgoing } from './backlog.ts'

/** What a call of the server is answered with. */
export type WireAnswer =
  | {
      readonly answer: object
      /** Done when the answer has left. */
      readonly after?: (() => void) | undefined
    }
  | { readonly error: string; readonly description: string }

/** Whom a {@link Wire} serves. */
export interface WireOptions {
  /** The whole URL, with the station's id. */
  readonly url: string
  readonly clock: Clock
  onOpen(): void
  /** The connection ended or failed; `retryIn` is in seconds. */
  onClose(reason: string, retryIn: number): void
  onCall(action: string, payload: unknown): WireAnswer
  onRefused(action: string, error: string): void
}

/** Longest time a server may take for an answer, ms. */
const answerLimit = 30_000
/** Longest wait between two tries to connect, s. */
const longestRetry = 60

const messageId = v.string()
const frameSchema = v.union([
  v.strictTuple([v.literal(2), messageId, v.string(), v.unknown()]),
  v.strictTuple([v.literal(3), messageId, v.unknown()]),
  v.looseTuple([v.literal(4), messageId, v.string()]),
])

/** A station's end of the connection: reconnects by itself, and has one own call in flight. */
export class Wire {
  readonly #options: WireOptions
  readonly #backlog = new Backlog()
  #socket: WebSocket | undefined
  #inFlight: { id: string; out: Outgoing; timer: Timer } | undefined
  #retry: Timer | undefined
  #pause: number | undefined
  #tries = 0
  #ended = false
  #ready = false
  #idle: (() => void)[] = []

  constructor(options: WireOptions) {
    this.#options = options
  }

  /** Whether a connection stands. */
  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Lets calls pass that are not marked `first`, once the server has accepted the boot. */
  set ready(value: boolean) {
    this.#ready = value
    this.#flush()
  }

  /** Connects, and again whenever the connection is lost. */
  connect(): void {
    if (this.#ended || this.#socket) return
    this.#retry?.cancel()
    const socket = new WebSocket(this.#options.url, defaultSubprotocol, {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    })
    this.#socket = socket
    let problem = ''
    socket.on('error', (error) => {
      problem = inWords(error)
    })
    socket.on('open', () => {
      this.#tries = 0
      this.#options.onOpen()
      this.#flush()
    })
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#receive(String(data))
    })
    socket.on('close', (code, reason) => {
      this.#lost(problem || String(reason) || `closed with code ${code}`)
    })
  }

  /** Queues a call; without a connection only what is to be kept waits for one. */
  call(out: Outgoing): void {
    if (!this.open && !out.keep && !out.first) return out.done?.(undefined)
    this.#backlog.add(out)
    this.#flush()
  }

  /** Calls `fn` once nothing waits for the server any more, or nothing can reach it. */
  whenIdle(fn: () => void): void {
    this.#idle.push(fn)
    this.#checkIdle()
  }

  /** Cuts the connection; it comes back after `pause` seconds. */
  drop(pause: number): void {
    if (!this.#socket) return
    this.#pause = pause
    this.#socket.terminate()
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.#ended = true
    this.#retry?.cancel()
    this.#inFlight?.timer.cancel()
    const socket = this.#socket
    if (!socket) return
    await new Promise<void>((resolve) => {
      const limit = this.#options.clock.after(1000, () => socket.terminate())
      socket.once('close', () => {
        limit.cancel()
        resolve()
      })
      socket.close(1000)
    })
  }

  #lost(reason: string): void {
    this.#socket = undefined
    const inFlight = this.#inFlight
    this.#inFlight = undefined
    inFlight?.timer.cancel()
    this.#backlog.disconnected(inFlight?.out)
    this.#checkIdle()
    if (this.#ended) return
    const { clock } = this.#options
    const wait = this.#pause ?? this.#nextWait()
    this.#pause = undefined
    this.#options.onClose(reason, wait)
    this.#retry = clock.after(wait * 1000, () => this.connect())
  }

  #nextWait(): number {
    const wait = Math.min(longestRetry, 2 ** this.#tries) * (0.5 + this.#options.clock.random() / 2)
    this.#tries += 1
    return wait
  }

  #flush(): void {
    if (!this.open || this.#inFlight) return
    const out = this.#backlog.take(this.#ready)
    if (!out) return this.#checkIdle()
    const { clock } = this.#options
    const id = clock.uuid()
    const timer = clock.after(answerLimit, () => this.#failed(id, 'no answer'))
    this.#inFlight = { id, out, timer }
    this.#socket?.send(JSON.stringify([2, id, out.action, out.payload()]))
  }

  #receive(text: string): void {
    const frame = v.safeParse(frameSchema, parsed(text))
    if (!frame.success) return
    const [type, id, third] = frame.output
    if (type === 2) return this.#answer(id, String(third), frame.output[3])
    if (type === 4) return this.#failed(id, String(third))
    const out = this.#finish(id)
    out?.done?.(third)
    this.#flush()
  }

  #answer(id: string, action: string, payload: unknown): void {
    const result = this.#options.onCall(action, payload)
    if ('error' in result) {
      this.#socket?.send(JSON.stringify([4, id, result.error, result.description, {}]))
      return
    }
    this.#socket?.send(JSON.stringify([3, id, result.answer]))
    result.after?.()
  }

  #failed(id: string, error: string): void {
    const out = this.#finish(id)
    if (!out) return
    this.#options.onRefused(out.action, error)
    if (!this.#backlog.putBack(out)) out.done?.(undefined)
    this.#flush()
  }

  #finish(id: string): Outgoing | undefined {
    if (this.#inFlight?.id !== id) return undefined
    const { out, timer } = this.#inFlight
    timer.cancel()
    this.#inFlight = undefined
    return out
  }

  #checkIdle(): void {
    if (this.#inFlight || (this.open && !this.#backlog.empty)) return
    const waiting = this.#idle
    this.#idle = []
    for (const fn of waiting) fn()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A failure to connect in words a user knows. */
function inWords(error: Error): string {
  const code = 'code' in error ? error.code : undefined
  return code === 'ECONNREFUSED' ? 'connection refused' : error.message || String(code)
}
