import type { Token } from '../../station/cards.ts'

export type { Token }

/** What an import of cards changed. */
export interface TokenImport {
  readonly added: number
  readonly replaced: number
  readonly removed: number
}

/** The cards of this host. What resolves is stored; what cannot be stored rejects with a Problem. */
export interface TokenPort {
  tokens(): readonly Token[]
  /** Whether the card is new. */
  putToken(token: Token): Promise<boolean>
  /** Whether there was one. */
  deleteToken(idTag: string): Promise<boolean>
  /** Takes all of these cards or none; with `replace` they are the only ones from then on. */
  importTokens(
    tokens: readonly Token[],
    options: { readonly replace: boolean },
  ): Promise<TokenImport>
}
