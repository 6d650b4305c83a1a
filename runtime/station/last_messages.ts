/** The last message of one direction and action. */
export interface LastMessage {
  readonly direction: 'in' | 'out'
  readonly action: string
  /** ms since the epoch. */
  readonly at: number
  readonly frame: string
}

/** Most actions remembered; a station that makes up actions gets no more room. */
const most = 40

/** The last message of each direction and action of a station, for people who look for a cause. */
export class LastMessages {
  readonly #messages = new Map<string, LastMessage>()

  /** Remembers a message in place of the last of its kind. */
  put(message: LastMessage): void {
    const key = message.direction === 'in' ? message.action : `>${message.action}`
    if (!this.#messages.has(key) && this.#messages.size >= most) return
    this.#messages.set(key, message)
  }

  /** The last message a station sent with this action. */
  received(action: string): LastMessage | undefined {
    return this.#messages.get(action)
  }

  /** All of them, oldest first. */
  list(): readonly LastMessage[] {
    return [...this.#messages.values()].sort((a, b) => a.at - b.at)
  }
}
