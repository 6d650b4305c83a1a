import type { Buffer } from 'node:buffer'

/** One text message of the other side: its bytes, and its text, which is made when somebody wants it. */
export class Message {
  /** UTF-8; `undefined` when it came as text. */
  readonly bytes: Buffer | undefined
  #text: string | undefined

  constructor(content: Buffer | string) {
    this.bytes = typeof content === 'string' ? undefined : content
    this.#text = typeof content === 'string' ? content : undefined
  }

  get text(): string {
    this.#text ??= this.bytes?.toString() ?? ''
    return this.#text
  }
}
