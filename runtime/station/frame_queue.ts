import type { Receipt } from '../rpc/link.ts'
import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'

/** Handles a frame, at once or later; see {@link Receipt}. */
export type TakeFrame = (connection: Connection, message: Message) => Receipt

/** Most frames, and characters of them, that may wait. */
const most = { frames: 1000, characters: 4 * 1024 * 1024 } as const

/** The frames of a station that wait while one takes its time, whatever connection they came over. */
export class FrameQueue {
  readonly #take: TakeFrame
  readonly #waiting: { readonly connection: Connection; readonly message: Message }[] = []
  #characters = 0
  #isBusy = false
  #onIdle: (() => void)[] = []

  constructor(take: TakeFrame) {
    this.#take = take
  }

  /** Whether frames must wait for one that takes its time. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Resolves when none waits any more. */
  get idle(): Promise<void> {
    if (!this.#isBusy) return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }

  /** Has frames wait until one is handled that takes its time; of what comes later `goOn` is told. */
  wait(first: Exclude<Receipt, undefined>): void {
    this.#isBusy = true
    if (first === 'later') return
    void first.then((late) => {
      if (late === undefined) this.goOn()
    })
  }

  /** Handles the frames that wait, until one takes its time. */
  goOn(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#characters -= next.message.text.length
      const receipt = this.#take(next.connection, next.message)
      if (receipt !== undefined) return this.wait(receipt)
    }
    this.#isBusy = false
    for (const idle of this.#onIdle.splice(0)) idle()
  }

  /** Has a frame wait for its turn; a connection with too many of them is closed. */
  push(connection: Connection, message: Message): void {
    if (this.#waiting.length >= most.frames || this.#characters > most.characters) {
      return connection.transport.close(1008, 'Too many messages wait')
    }
    this.#waiting.push({ connection, message })
    this.#characters += message.text.length
  }
}
