import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'

/** What a queue of frames needs. */
export interface FrameQueueDeps {
  /** Handles a frame; a promise, which never rejects, when it takes its time. */
  take(connection: Connection, message: Message): Promise<void> | undefined
  /** More waits than may; the frame is dropped. */
  onFull(connection: Connection): void
}

/** Most frames, and characters of them, that may wait. */
const most = { frames: 1000, characters: 4 * 1024 * 1024 } as const

/** The frames of a station that wait while one takes its time, whatever connection they came over. */
export class FrameQueue {
  readonly #deps: FrameQueueDeps
  readonly #waiting: { readonly connection: Connection; readonly message: Message }[] = []
  #characters = 0
  #busy: Promise<void> | undefined

  constructor(deps: FrameQueueDeps) {
    this.#deps = deps
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

  /** Has a frame wait for its turn. */
  push(connection: Connection, message: Message): void {
    if (this.#waiting.length >= most.frames || this.#characters > most.characters) {
      return this.#deps.onFull(connection)
    }
    this.#waiting.push({ connection, message })
    this.#characters += message.text.length
  }

  async #work(first: Promise<void>): Promise<void> {
    await first
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#characters -= next.message.text.length
      await this.#deps.take(next.connection, next.message)
    }
    this.#busy = undefined
  }
}
