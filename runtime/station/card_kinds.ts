import { cardKey } from './cards.ts'

/** Kinds kept at once; stations are free to make up cards, memory is not. */
const most = 10_000

/** What kind of a card stations say that a number is of, the latest that many. */
export class CardKinds {
  readonly #kinds = new Map<string, string>()

  get(idTag: string): string | undefined {
    return this.#kinds.get(cardKey(idTag))
  }

  put(idTag: string, kind: string): void {
    const key = cardKey(idTag)
    this.#kinds.delete(key)
    this.#kinds.set(key, kind)
    if (this.#kinds.size <= most) return
    for (const oldest of this.#kinds.keys()) {
      this.#kinds.delete(oldest)
      return
    }
  }
}
