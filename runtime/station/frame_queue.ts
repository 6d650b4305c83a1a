import type { Connection } from './connection.ts'

/** What a queue of frames needs. */
export interface FrameQueueDeps {
  /** Handles a frame; a promise, which never rejects, when it takes its time. */
  take(connection: Connection, text: string): Promise<void> | undefined
  /** More waits than may; the frame is dropped. */
  onFull(connection: Connection): void
}

/** Most frames, and characters of them, that may wait. */
const most = { frames: 1000, characters: 4 * 1024 * 1024 } as const

/**
 * Has the frames of a station handled one after the other, whatever connection they came over. While
 * none takes its time, each is handled at once.
 */
export class FrameQueue {
  readonly #deps: FrameQueueDeps
  readonly #waiting: { readonly connection: Connection; readonly text: string }[] = []
  #characters = 0
  #busy = false

  constructor(deps: FrameQueueDeps) {
    this.#deps = deps
  }

  /** Takes a frame. */
  push(connection: Connection, text: string): void {
    if (!this.#busy) {
      const later = this.#deps.take(connection, text)
      if (later !== undefined) void this.#drain(later)
      return
    }
    if (this.#waiting.length >= most.frames || this.#characters > most.characters) {
      return this.#deps.onFull(connection)
    }
    this.#waiting.push({ connection, text })
    this.#characters += text.length
  }

  async #drain(first: Promise<void>): Promise<void> {
    this.#busy = true
    await first
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#characters -= next.text.length
      await this.#deps.take(next.connection, next.text)
    }
    this.#busy = false
  }
}
