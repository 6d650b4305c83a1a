import * as v from 'valibot'
import type { Store } from '../storage/store.ts'
import { passwordHashSchema } from './passwords.ts'

/**
 * Security profiles as OCPP numbers them (security whitepaper §3): 0 = nothing is proved, 1 = password,
 * 2 = password over TLS, 3 = client certificate.
 */
export const profiles = [0, 1, 2, 3] as const
/** What a connection proves, or what a station must prove. */
export type Profile = (typeof profiles)[number]

const credentialSchema = v.object({
  password: v.optional(passwordHashSchema),
  /** Given to the station, which has not come with it yet; until then the old one is right too. */
  next: v.optional(passwordHashSchema),
  /** Least profile; rises with what the station proves. */
  profile: v.optional(v.picklist(profiles), 0),
  /** Somebody said that this station may come. */
  approved: v.optional(v.boolean(), false),
  /** Somebody said that it may not. */
  rejected: v.optional(v.boolean(), false),
})

/** What is kept of the credentials of a station. */
export type Credential = Readonly<v.InferOutput<typeof credentialSchema>>

const none: Credential = { profile: 0, approved: false, rejected: false }

/** The credentials of all stations, kept in the store. */
export class Credentials {
  readonly #store: Store
  readonly #known: Map<string, Credential>

  private constructor(store: Store, known: Map<string, Credential>) {
    this.#store = store
    this.#known = known
  }

  /** @throws StoreError, and ValiError when what is stored cannot be understood: nobody is let in then */
  static async load(store: Store): Promise<Credentials> {
    const known = new Map<string, Credential>()
    for (const [station, value] of await store.documents('credential')) {
      known.set(station, v.parse(credentialSchema, value))
    }
    return new Credentials(store, known)
  }

  of(station: string): Credential {
    return this.#known.get(station) ?? none
  }

  has(station: string): boolean {
    return this.#known.has(station)
  }

  /** Changes what is kept of a station; holds at once, and is stored when this resolves. @throws StoreError */
  async change(station: string, change: Partial<Credential>): Promise<void> {
    const before = this.#known.get(station)
    const value = { ...(before ?? none), ...change }
    this.#known.set(station, value)
    try {
      await this.#store.commit([{ kind: 'put', collection: 'credential', key: station, value }])
    } catch (error) {
      if (this.#known.get(station) === value) this.#restore(station, before)
      throw error
    }
  }

  /** Forgets everything about a station. @throws StoreError */
  async forget(station: string): Promise<void> {
    await this.#store.commit([{ kind: 'delete', collection: 'credential', key: station }])
    this.#known.delete(station)
  }

  #restore(station: string, before: Credential | undefined): void {
    if (before === undefined) this.#known.delete(station)
    else this.#known.set(station, before)
  }
}
