import type { Message } from '../rpc/message.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const nothing = new Uint8Array(0)

/**
 * A message kept as bytes, which the next one kept here overwrites. As text it would outlive its time
 * among the young, and each message of each station would be moved by the garbage collector twice.
 */
export class KeptText {
  #bytes = nothing
  #length = 0

  /** The message. */
  get text(): string {
    return decoder.decode(this.#bytes.subarray(0, this.#length))
  }

  /** Whether a message is this one, to the letter. */
  is(message: Message): boolean {
    const { bytes } = message
    if (bytes === undefined) return message.text === this.text
    return bytes.length === this.#length && bytes.compare(this.#bytes, 0, this.#length) === 0
  }

  /** Keeps a message in place of the one before. */
  replace(message: Message | string): void {
    const bytes = typeof message === 'string' ? undefined : message.bytes
    if (bytes !== undefined) return this.#copy(bytes)
    const text = typeof message === 'string' ? message : message.text
    this.#makeRoom(text.length)
    const { read, written } = encoder.encodeInto(text, this.#bytes)
    this.#length = written
    if (read === text.length) return
    this.#bytes = encoder.encode(text)
    this.#length = this.#bytes.length
  }

  #copy(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes)
    this.#length = bytes.length
  }

  #makeRoom(length: number): void {
    const room = this.#bytes.length
    if (length > room || length < room / 4) this.#bytes = new Uint8Array(length)
  }
}
