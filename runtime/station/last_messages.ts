import type { Message } from '../rpc/message.ts'

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

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const nothing = new Uint8Array(0)

/**
 * A message kept as bytes, which the next of its kind overwrites. As text it would outlive its time
 * among the young, and each message of each station would be moved by the garbage collector twice.
 */
class Kept {
  readonly #direction: 'in' | 'out'
  readonly #action: string
  #at = 0
  #bytes = nothing
  #length = 0

  constructor(direction: 'in' | 'out', action: string) {
    this.#direction = direction
    this.#action = action
  }

  get message(): LastMessage {
    const frame = decoder.decode(this.#bytes.subarray(0, this.#length))
    return { direction: this.#direction, action: this.#action, at: this.#at, frame }
  }

  is(direction: 'in' | 'out', action: string): boolean {
    return this.#direction === direction && this.#action === action
  }

  replace(at: number, message: Message | string): void {
    this.#at = at
    const bytes = typeof message === 'string' ? undefined : message.bytes
    if (bytes !== undefined) return this.#copy(bytes)
    const frame = typeof message === 'string' ? message : message.text
    const room = this.#bytes.length
    if (frame.length > room || frame.length < room / 4) this.#bytes = new Uint8Array(frame.length)
    const { read, written } = encoder.encodeInto(frame, this.#bytes)
    this.#length = written
    if (read === frame.length) return
    this.#bytes = encoder.encode(frame)
    this.#length = this.#bytes.length
  }
  #copy(bytes: Uint8Array): void {
    const { length } = bytes
    const room = this.#bytes.length
    if (length > room || length < room / 4) this.#bytes = new Uint8Array(length)
    this.#bytes.set(bytes)
    this.#length = length
  }
}
