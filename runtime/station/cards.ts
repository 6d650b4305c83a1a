import type { Clock } from '../clock.ts'
import type { Authorization } from '../dialect/dialect.ts'

/** A card the host knows. */
export interface Token {
  readonly idTag: string
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid'
  /** ms since the epoch. */
  readonly expiry?: number | undefined
  readonly parent?: string | undefined
  readonly note?: string | undefined
}

/** The cards of this host. Identifiers are compared without regard to case (OCPP 1.6 §4.1). */
export class Cards {
  readonly #tokens = new Map<string, Token>()
  readonly #clock: Clock

  constructor(clock: Clock, tokens: readonly Token[] = []) {
    this.#clock = clock
    for (const token of tokens) this.put(token)
  }

  /** All cards, in the order they were added. */
  list(): readonly Token[] {
    return [...this.#tokens.values()]
  }

  /** Adds or replaces a card; `true` when it is new. */
  put(token: Token): boolean {
    const key = token.idTag.toLowerCase()
    const isNew = !this.#tokens.has(key)
    this.#tokens.set(key, token)
    return isNew
  }

  /** Removes a card; `false` when there was none. */
  delete(idTag: string): boolean {
    return this.#tokens.delete(idTag.toLowerCase())
  }

  /** Decides about a card: an unknown one is accepted unless only known cards are. */
  authorize(idTag: string, options: { readonly knownOnly: boolean }): Authorization {
    const token = this.#tokens.get(idTag.toLowerCase())
    if (token === undefined) {
      return { status: options.knownOnly ? 'Invalid' : 'Accepted', known: false }
    }
    const expired = token.expiry !== undefined && token.expiry <= this.#clock.now()
    return {
      status: token.status === 'Accepted' && expired ? 'Expired' : token.status,
      known: true,
      expiry: token.expiry,
      parentIdTag: token.parent,
    }
  }
}
