import type { Message } from '../rpc/message.ts'
import { KeptText } from './kept_text.ts'

/** The last message of one direction and action. */
export interface LastMessage {
  readonly direction: 'in' | 'out'
  readonly action: string
  /** ms since the epoch. */
  readonly at: number
  readonly frame: string
}

/** A message that was just sent or received. */
export interface NewMessage extends Omit<LastMessage, 'frame'> {
  readonly frame: Message | string
}

/** Most actions remembered; a station that makes up actions gets no more room. */
const most = 40

/** The last message of each direction and action of a station, for people who look for a cause. */
export class LastMessages {
  readonly #messages = new Map<string, Kept>()
  /** The one that was put last: the next is mostly of the same kind. */
  #latest: Kept | undefined

  /** Remembers a message in place of the last of its kind. */
  put({ direction, action, at, frame }: NewMessage): void {
    if (this.#latest?.is(direction, action) === true) return this.#latest.replace(at, frame)
    const key = direction === 'in' ? action : `>${action}`
    const known = this.#messages.get(key)
    if (known === undefined && this.#messages.size >= most) return
    this.#latest = known ?? new Kept(direction, action)
    this.#messages.set(key, this.#latest)
    this.#latest.replace(at, frame)
  }

  /** The last message a station sent with this action. */
  received(action: string): LastMessage | undefined {
    return this.#messages.get(action)?.message
  }

  /** All of them, oldest first. */
  list(): readonly LastMessage[] {
    return [...this.#messages.values()].map(({ message }) => message).sort((a, b) => a.at - b.at)
  }
}

/** The last message of one kind. */
class Kept {
  readonly #direction: 'in' | 'out'
  readonly #action: string
  readonly #said = new KeptText()
  #at = 0

  constructor(direction: 'in' | 'out', action: string) {
    this.#direction = direction
    this.#action = action
  }

  get message(): LastMessage {
    const frame = this.#said.text
    return { direction: this.#direction, action: this.#action, at: this.#at, frame }
  }

  is(direction: 'in' | 'out', action: string): boolean {
    return this.#direction === direction && this.#action === action
  }

  replace(at: number, message: Message | string): void {
    this.#at = at
    this.#said.replace(message)
  }
}
