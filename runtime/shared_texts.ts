/** Keeps texts that many have in common in one place: the same text is the same object. */
export class SharedTexts {
  readonly #most: number
  readonly #texts = new Map<string, string>()

  /** @param most texts remembered */
  constructor(most: number) {
    this.#most = most
  }

  /** The same text, as it was seen first. */
  of(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size >= this.#most) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }
}
