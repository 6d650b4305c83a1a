import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../storage/store.ts'
import { type Role, roles } from './roles.ts'
import { hashOf, idOf, matches, newSecret } from './secret.ts'

/** What is told of a token; never the token itself. Times are ms since the epoch. */
export interface AccessToken {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: number
  /** It is refused from then on. */
  readonly expiresAt: number | undefined
}

/** What a new token is to be. */
export interface NewAccessToken {
  readonly name: string
  readonly role: Role
  readonly expiresAt?: number | undefined
}

/** Whether a token is good, and if not, why not. */
export type Verdict =
  | { readonly kind: 'good'; readonly token: AccessToken }
  | { readonly kind: 'unknown' | 'expired' }

/** Most tokens there may be. */
export const mostTokens = 1000

const document = v.object({
  name: v.string(),
  role: v.picklist(roles),
  createdAt: v.number(),
  expiresAt: v.optional(v.number()),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})

interface Kept extends AccessToken {
  readonly hash: string
}

const nobody = hashOf('')

/** The bearer tokens of the HTTP API; what is stored of each is a hash. */
export class AccessTokens {
  readonly #store: Store
  readonly #clock: Clock
  readonly #tokens = new Map<string, Kept>()
  /** For whoever can read the data folder; it ends with the process and is stored nowhere. */
  #local: Kept | undefined
  #unreadable = 0

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#store = store
    this.#clock = clock
  }

  /** Reads what is stored. @throws StoreError */
  async load(log: Log): Promise<void> {
    for (const [id, value] of await this.#store.documents('access')) {
      const { success, output } = v.safeParse(document, value)
      if (success) this.#tokens.set(id, { ...output, id, expiresAt: output.expiresAt })
      else {
        this.#unreadable++
        log.error({ id }, 'An access token is stored in a form that cannot be read; it is refused')
      }
    }
  }

  /** Whether requests need a token: as soon as there is one, be it expired or unreadable. */
  get configured(): boolean {
    return this.#tokens.size + this.#unreadable > 0
  }

  /** All tokens, the oldest first. */
  list(): readonly AccessToken[] {
    return [...this.#tokens.values()].map(shown).sort((a, b) => a.createdAt - b.createdAt)
  }

  /**
   * Makes a token; its text is told only here.
   * @throws StoreError when it cannot be stored
   */
  async create(wanted: NewAccessToken): Promise<{ token: AccessToken; text: string } | 'full'> {
    if (this.#tokens.size >= mostTokens) return 'full'
    const { id, text } = newSecret()
    const { name, role, expiresAt } = wanted
    const value = { name, role, createdAt: this.#clock.now(), expiresAt, hash: hashOf(text) }
    await this.#store.commit([{ kind: 'put', collection: 'access', key: id, value }])
    const kept = { ...value, id }
    this.#tokens.set(id, kept)
    return { token: shown(kept), text }
  }

  /**
   * Forgets a token; it is refused from now on.
   * @returns it, or `undefined` when there is none with this id
   * @throws StoreError when it could not be removed; it is refused all the same until a restart
   */
  async revoke(id: string): Promise<AccessToken | undefined> {
    const known = this.#tokens.get(id)
    if (known === undefined) return undefined
    this.#tokens.set(id, { ...known, expiresAt: Number.NEGATIVE_INFINITY })
    await this.#store.commit([{ kind: 'delete', collection: 'access', key: id }])
    this.#tokens.delete(id)
    return shown(known)
  }

  /** Makes the token of whoever can read the data folder: an `admin` as long as the process lives. */
  createLocal(): string {
    const { id, text } = newSecret()
    const createdAt = this.#clock.now()
    const hash = hashOf(text)
    this.#local = { id, name: 'local', role: 'admin', createdAt, expiresAt: undefined, hash }
    return text
  }

  /** Who sends this text. */
  check(text: string): Verdict {
    const found = this.#find(idOf(text) ?? '')
    // Also done where there is nothing to compare, so that it takes as long.
    const same = matches(text, found?.hash ?? nobody)
    if (found === undefined || !same) return { kind: 'unknown' }
    return this.#expired(found) ? { kind: 'expired' } : { kind: 'good', token: shown(found) }
  }

  /** Whether a token that was good still is. */
  holds(id: string): boolean {
    const found = this.#find(id)
    return found !== undefined && !this.#expired(found)
  }

  #find(id: string): Kept | undefined {
    return this.#tokens.get(id) ?? (this.#local?.id === id ? this.#local : undefined)
  }

  #expired({ expiresAt }: Kept): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now()
  }
}

function shown({ id, name, role, createdAt, expiresAt }: Kept): AccessToken {
  return { id, name, role, createdAt, expiresAt }
}
