const encoder = new TextEncoder()

/** Changes that are written together; the text of each is made once, whoever wants it. */
export class EventBatch {
  readonly #textOf: (sequence: number) => string
  readonly #texts = new Map<number, string>()

  /** `textOf` makes the text of the change with a sequence number. */
  constructor(textOf: (sequence: number) => string) {
    this.#textOf = textOf
  }

  /** What readers get who want these. */
  bytesOf(sequences: readonly number[]): Uint8Array {
    let whole = ''
    for (const sequence of sequences) whole += this.#text(sequence)
    return encoder.encode(whole)
  }

  #text(sequence: number): string {
    const known = this.#texts.get(sequence)
    if (known !== undefined) return known
    const text = this.#textOf(sequence)
    this.#texts.set(sequence, text)
    return text
  }
}
