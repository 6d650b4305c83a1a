import type { Message } from '../rpc/message.ts'
import { ByteBlocks, noBlock } from './byte_blocks.ts'

/** Stands for a text where none is kept. */
export const noText = noBlock

const encoder = new TextEncoder()

/**
 * Messages kept by number, as bytes, which the next one kept in their place overwrites. As text they
 * would outlive their time among the young, and each message of each station would be moved by the
 * garbage collector twice.
 */
export class KeptTexts {
  readonly #blocks = new ByteBlocks()

  /** A message. */
  text(kept: number): string {
    if (kept === noText) return ''
    const start = this.#blocks.start(kept)
    const end = start + this.#blocks.length(kept)
    return this.#blocks.memory(kept).toString('utf8', start, end)
  }

  /** Whether a message is this one, to the letter. */
  is(kept: number, message: Message): boolean {
    if (kept === noText) return false
    const { bytes } = message
    if (bytes === undefined) return message.text === this.text(kept)
    const length = this.#blocks.length(kept)
    if (bytes.length !== length) return false
    const start = this.#blocks.start(kept)
    return bytes.compare(this.#blocks.memory(kept), start, start + length) === 0
  }

  /** Keeps a message in place of another one, or of {@link noText}. @returns its number */
  replace(kept: number, message: Message | string): number {
    const bytes = typeof message === 'string' ? undefined : message.bytes
    if (bytes !== undefined) return this.#copy(kept, bytes)
    const text = typeof message === 'string' ? message : message.text
    const number = this.#makeRoom(kept, text.length)
    const start = this.#blocks.start(number)
    const end = start + this.#blocks.room(number)
    const { read, written } = encoder.encodeInto(
      text,
      this.#blocks.memory(number).subarray(start, end),
    )
    if (read < text.length) return this.#copy(number, encoder.encode(text))
    this.#blocks.resize(number, written)
    return number
  }

  /** Forgets a message; its number may be that of another one from now on. */
  forget(kept: number): void {
    if (kept !== noText) this.#blocks.give(kept)
  }

  #copy(kept: number, bytes: Uint8Array): number {
    const number = this.#makeRoom(kept, bytes.length)
    this.#blocks.memory(number).set(bytes, this.#blocks.start(number))
    return number
  }

  /** The block that was there, or another one where it is too short, or far too long. */
  #makeRoom(kept: number, length: number): number {
    if (kept === noText) return this.#blocks.take(length)
    const room = this.#blocks.room(kept)
    if (length <= room && length >= room / 4) {
      this.#blocks.resize(kept, length)
      return kept
    }
    this.#blocks.give(kept)
    return this.#blocks.take(length)
  }
}
