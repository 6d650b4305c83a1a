import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'

/** Handles a frame; a promise, which never rejects, when it takes its time. */
export type TakeFrame = (connection: Connection, message: Message) => Promise<void> | undefined

/** Most frames, and characters of them, that may wait. */
const most = { frames: 1000, characters: 4 * 1024 * 1024 } as const

/** The frames of a station that wait while one takes its time, whatever connection they came over. */
export class FrameQueue {
  readonly #take: TakeFrame
  readonly #waiting: { readonly connection: Connection; readonly message: Message }[] = []
  #characters = 0
  #busy: Promise<void> | undefined

  constructor(take: TakeFrame) {
    this.#take = take
  }

  /** Whether frames must wait for one that takes its time. */
  get isBusy(): boolean {
    return this.#busy !== undefined
  }

  /** Resolves when none waits any more. */
  get idle(): Promise<void> {
    return this.#busy ?? Promise.resolve()
  }

  /** Has frames wait until `first`, which never rejects, is handled, and handles them then. */
  wait(first: Promise<void>): void {
    this.#busy = this.#work(first)
  }

  /** Has a frame wait for its turn; a connection with too many of them is closed. */
  push(connection: Connection, message: Message): void {
    if (this.#waiting.length >= most.frames || this.#characters > most.characters) {
      return connection.transport.close(1008, 'Too many messages wait')
    }
    this.#waiting.push({ connection, message })
    this.#characters += message.text.length
  }

  async #work(first: Promise<void>): Promise<void> {
    await first
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#characters -= next.message.text.length
      await this.#take(next.connection, next.message)
    }
    this.#busy = undefined
  }
}
