import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { answers, type CallKind, messageId } from './calls.ts'
import { clientFrame, FrameReader, opcodes, PatchedCall, textFrame } from './wire.ts'

/** What becomes of a station, told to whoever drives it. */
export interface StationWatcher {
  /** A call was answered; `problem` says why the answer is none. */
  onAnswer(station: RawStation, problem?: string): void
  /** A call of the host was answered. */
  onHostCall(): void
  /** The server closed the connection. */
  onLost(station: RawStation): void
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const host = '127.0.0.1'

/**
 * A station on a bare socket, which costs a fraction of a WebSocket client, so that on a small
 * machine the load does not become the limit of what is measured.
 */
export class RawStation {
  readonly number: number
  /** µs; when its present call was sent, and when it should have been. */
  sentAt = 0
  dueAt = 0
  /** Calls that became due while one was under way, µs. */
  readonly backlog: number[] = []
  #waiting = false
  readonly #kind: CallKind
  readonly #watcher: StationWatcher
  readonly #key = randomBytes(4)
  readonly #call: PatchedCall
  #socket: Socket | undefined
  #count = 0
  #open = false
  #id = ''

  constructor(number: number, options: { kind: CallKind; watcher: StationWatcher }) {
    this.number = number
    this.#kind = options.kind
    this.#watcher = options.watcher
    const { text, counters } = options.kind
    this.#call = new PatchedCall(text, { station: number, key: this.#key, counters })
  }

  /** Whether it is connected. */
  get open(): boolean {
    return this.#open
  }

  /** Whether a call is under way. */
  get waiting(): boolean {
    return this.#waiting
  }

  /** Connects to a port of this machine; throws when the handshake fails. */
  async connect(port: number): Promise<void> {
    const nonce = randomBytes(16).toString('base64')
    const socket = connect({ host, port, noDelay: true })
    this.#socket = socket
    await new Promise<void>((resolve, reject) => {
      let head = ''
      const onHead = (chunk: Buffer) => {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        socket.off('data', onHead)
        const problem = this.#problemOf(head.slice(0, end), nonce)
        if (problem !== undefined) return reject(new Error(`Handshake: ${problem}`))
        socket.off('error', reject)
        this.#begin(socket, Buffer.from(head.slice(end + 4), 'latin1'))
        resolve()
      }
      socket.on('data', onHead)
      socket.once('error', reject)
      socket.once('close', () => {
        reject(new Error('Closed in the handshake'))
        if (this.#open) this.#watcher.onLost(this)
        this.#open = false
      })
      socket.once('connect', () => {
        socket.write(
          `GET /CP${String(this.number).padStart(5, '0')} HTTP/1.1\r\nHost: ${host}:${port}\r\n` +
            `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${nonce}\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${this.#kind.subprotocol}\r\n\r\n`,
        )
      })
    })
  }

  /** Sends a call of the greeting. */
  greet(step: number): void {
    const text = this.#kind.greeting[step]
    if (text !== undefined) {
      this.#send(new PatchedCall(text, { station: this.number, key: this.#key }))
    }
  }

  /** Sends the next call. */
  call(): void {
    this.#send(this.#call)
  }

  /** Gives the present call up. */
  giveUp(): void {
    this.#waiting = false
  }

  /** Says goodbye and ends. */
  close(): void {
    this.#open = false
    this.#socket?.end(clientFrame(opcodes.close, Buffer.from([3, 232]), this.#key))
    setTimeout(() => this.#socket?.destroy(), 1000).unref()
  }

  #send(call: PatchedCall): void {
    const n = this.#count++
    this.#id = messageId(this.number, n)
    this.#waiting = true
    call.number(n)
    this.#socket?.write(call.bytes)
  }

  #problemOf(head: string, nonce: string): string | undefined {
    const [status = '', ...lines] = head.split('\r\n')
    if (!status.startsWith('HTTP/1.1 101 ')) return status
    const accept = createHash('sha1').update(`${nonce}${guid}`).digest('base64')
    const wanted = [
      `sec-websocket-accept: ${accept}`,
      `sec-websocket-protocol: ${this.#kind.subprotocol}`,
    ]
    const lowered = new Set(lines.map((line) => line.replace(/^[^:]*/, (n) => n.toLowerCase())))
    const missing = wanted.find((line) => !lowered.has(line))
    return missing === undefined ? undefined : `no "${missing}"`
  }

  #begin(socket: Socket, first: Buffer): void {
    const reader = new FrameReader((opcode, bytes, from, to) => {
      if (opcode === opcodes.text) this.#message(bytes, from, to)
      else if (opcode === opcodes.ping) {
        socket.write(clientFrame(opcodes.pong, bytes.subarray(from, to), this.#key))
      }
    })
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => reader.push(data))
    this.#open = true
    if (first.length > 0) reader.push(first)
  }

  #message(bytes: Buffer, from: number, to: number): void {
    // Nearly always it is the answer that is waited for, and looking at its id is enough.
    if (
      this.#waiting &&
      bytes.toString('latin1', from, from + 4 + this.#id.length) === `[3,"${this.#id}`
    ) {
      this.#waiting = false
      return this.#watcher.onAnswer(this)
    }
    const text = bytes.toString('utf8', from, to)
    const message: unknown = JSON.parse(text)
    if (!Array.isArray(message)) return this.#fail(`Not a message: ${text}`)
    const [type, id, action] = message
    if (type === 2) return this.#answer(String(id), String(action))
    if (!this.#waiting || id !== this.#id) return this.#fail(`An answer to no call: ${text}`)
    this.#waiting = false
    if (type === 3) this.#watcher.onAnswer(this)
    else this.#fail(text)
  }

  #answer(id: string, action: string): void {
    const payload = answers[action]
    const answer = payload === undefined ? [4, id, 'NotImplemented', '', {}] : [3, id, payload]
    this.#socket?.write(textFrame(JSON.stringify(answer), this.#key))
    this.#watcher.onHostCall()
  }

  #fail(problem: string): void {
    this.#watcher.onAnswer(this, problem.slice(0, 200))
  }
}
