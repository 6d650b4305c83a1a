import type { Clock } from '../clock.ts'
import type { Authorization } from '../dialect/dialect.ts'
import type { CardStatus } from '../model.ts'

/** A card the host knows. */
export interface Token {
  readonly idTag: string
  readonly status: Exclude<CardStatus, 'ConcurrentTx'>
  /** ms since the epoch. */
  readonly expiry?: number | undefined
  readonly parent?: string | undefined
  readonly note?: string | undefined
}

/** What a card is known by: identifiers are compared without regard to case (OCPP 1.6 §4.1). */
export function cardKey(idTag: string): string {
  return idTag.toLowerCase()
}

/** The cards of this host. */
export class Cards {
  #tokens = new Map<string, Token>()
  /** Whether somebody holds the map, so that a change needs another one. */
  #shared = false
  #telling = false
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()

  constructor(clock: Clock, tokens: readonly Token[] = []) {
    this.#clock = clock
    for (const token of tokens) this.put(token)
  }

  /** All cards, in the order they were added. */
  list(): readonly Token[] {
    return [...this.#tokens.values()]
  }

  /** All cards by {@link cardKey}, as they are now: it never changes. */
  snapshot(): ReadonlyMap<string, Token> {
    this.#shared = true
    return this.#tokens
  }

  /** Whether this card is known. */
  has(idTag: string): boolean {
    return this.#tokens.has(cardKey(idTag))
  }

  /** Adds or replaces a card; `true` when it is new. */
  put(token: Token): boolean {
    const isNew = !this.has(token.idTag)
    this.change({ put: [token], remove: [] })
    return isNew
  }

  /** Removes a card; `false` when there was none. */
  delete(idTag: string): boolean {
    const isKnown = this.has(idTag)
    if (isKnown) this.change({ put: [], remove: [idTag] })
    return isKnown
  }

  /** Removes cards, then adds or replaces others, and tells of it once. */
  change({ put, remove }: { readonly put: readonly Token[]; readonly remove: readonly string[] }) {
    if (this.#shared) this.#tokens = new Map(this.#tokens)
    this.#shared = false
    for (const idTag of remove) this.#tokens.delete(cardKey(idTag))
    for (const token of put) this.#tokens.set(cardKey(token.idTag), token)
    this.#tell()
  }

  /** Calls the listener after the turn of a change; returns a function that ends it. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Decides about a card: an unknown one is accepted unless only known cards are. */
  authorize(idTag: string, options: { readonly knownOnly: boolean }): Authorization {
    const token = this.#tokens.get(cardKey(idTag))
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

  /** Cards are learned in the middle of a call, too. */
  #tell(): void {
    if (this.#telling || this.#listeners.size === 0) return
    this.#telling = true
    this.#clock.soon(() => {
      this.#telling = false
      for (const listener of this.#listeners) listener()
    })
  }
}
