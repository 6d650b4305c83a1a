import { WebSocket } from 'ws'

/** What stations count together. */
export interface Tally {
  calls: number
  answered: number
  /** Calls that were not answered although their connection stood. */
  unanswered: number
  connects: number
  refused: number
  /** Longest time an answer took, ms. */
  slowest: number
}

/** A fresh count. */
export function newTally(): Tally {
  return { calls: 0, answered: 0, unanswered: 0, connects: 0, refused: 0, slowest: 0 }
}

/** Time an answer may take, ms. */
const patience = 30_000
const waitFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** A station that does what it is told, over a real socket. */
export class SoakStation {
  readonly id: string
  readonly #url: string
  readonly #tally: Tally
  readonly #waiting = new Map<string, { readonly at: number; readonly done: () => void }>()
  #socket: WebSocket | undefined
  #ids = 0

  constructor(id: string, { port, tally }: { readonly port: number; readonly tally: Tally }) {
    this.id = id
    this.#url = `ws://127.0.0.1:${port}/${id}`
    this.#tally = tally
  }

  /** Whether its connection stands. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Connects and boots. @returns whether it was taken */
  async connect(): Promise<boolean> {
    const socket = new WebSocket(this.#url, 'ocpp1.6', { perMessageDeflate: false })
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('message', (data) => this.#heard(socket, data.toString()))
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true))
      socket.once('close', () => resolve(false))
    })
    socket.once('close', () => {
      if (this.#socket !== socket) return
      for (const { done } of this.#waiting.values()) done()
      this.#waiting.clear()
    })
    if (!isOpen) {
      this.#tally.refused += 1
      return false
    }
    this.#tally.connects += 1
    await this.call('BootNotification', { chargePointVendor: 'Soak', chargePointModel: 'Box' })
    await this.call('StatusNotification', {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
    })
    return this.isOpen
  }

  /** Makes a call. @returns ms until it was answered; `undefined` when the connection ended before */
  async call(action: string, payload: object): Promise<number | undefined> {
    const socket = this.#socket
    if (socket === undefined || !this.isOpen) return undefined
    this.#ids += 1
    const id = String(this.#ids)
    const at = performance.now()
    this.#tally.calls += 1
    const answered = new Promise<void>((done) => this.#waiting.set(id, { at, done }))
    socket.send(JSON.stringify([2, id, action, payload]))
    await Promise.race([answered, waitFor(patience)])
    if (this.#waiting.delete(id) && socket.readyState === WebSocket.OPEN)
      this.#tally.unanswered += 1
    return socket.readyState === WebSocket.OPEN ? performance.now() - at : undefined
  }

  /** Reports what a meter says. */
  async meter(): Promise<void> {
    const value = String(Math.floor(performance.now()))
    const sampledValue = [{ value, measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
    const timestamp = new Date().toISOString()
    await this.call('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue }] })
  }

  /** Says what is none of OCPP. */
  babble(text: string): void {
    if (this.isOpen) this.#socket?.send(text)
  }

  /** Stops reading for a while. */
  async sleep(ms: number): Promise<void> {
    this.#socket?.pause()
    await waitFor(ms)
    this.#socket?.resume()
  }

  /** Leaves the connection as it is, without anybody at its end, and forgets it. */
  abandon(): WebSocket | undefined {
    const socket = this.#socket
    socket?.pause()
    this.#leave()
    return socket
  }

  /** Ends the connection: `close` in order, `cut` without a word. */
  async end(how: 'close' | 'cut'): Promise<void> {
    const socket = this.#socket
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    this.#leave()
    if (how === 'cut') socket.terminate()
    else socket.close()
    await Promise.race([closed, waitFor(5000)])
  }

  #leave(): void {
    this.#socket = undefined
    for (const { done } of this.#waiting.values()) done()
    this.#waiting.clear()
  }

  #heard(socket: WebSocket, text: string): void {
    const frame: unknown = JSON.parse(text)
    if (!Array.isArray(frame)) return
    const [type, id] = frame
    if (type === 2) return socket.send(JSON.stringify([4, id, 'NotImplemented', '', {}]))
    const waiting = this.#waiting.get(String(id))
    if (waiting === undefined || socket !== this.#socket) return
    this.#waiting.delete(String(id))
    this.#tally.answered += 1
    this.#tally.slowest = Math.max(this.#tally.slowest, performance.now() - waiting.at)
    waiting.done()
  }
}
