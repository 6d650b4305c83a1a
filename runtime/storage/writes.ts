import type { Change, Store, Stored } from './store.ts'

/** Where writes go. */
export type WritesStore = Pick<Store, 'commit' | 'commitThen' | 'durable'>

/**
 * Gathers what a message, or whatever else is under way, changes, so that it is committed together, and
 * the answer waits for that one commit.
 */
export class Writes {
  readonly #store: WritesStore
  #pending: Change[] = []
  #later: Promise<() => readonly Change[]>[] = []
  #conclude: (() => void) | undefined

  constructor(store: WritesStore) {
    this.#store = store
  }

  /** Has somebody add what is still to be committed, each time before that. */
  beforeFlush(conclude: () => void): void {
    this.#conclude = conclude
  }

  /** Has a change committed with the others. */
  add(change: Change): void {
    this.#pending.push(change)
  }

  /**
   * Has changes committed that something stored must be read for, so that they are made later: in the
   * moment in which they are committed, for what is committed between would be undone by them.
   */
  addLater(changes: Promise<() => readonly Change[]>): void {
    // Whoever flushes hears of it.
    changes.catch(() => undefined)
    this.#later.push(changes)
  }

  /**
   * Commits what was added since the last call.
   * @returns `undefined` when nothing is to be waited for; else a promise that rejects with a
   * StoreError when it could not be stored
   */
  flush(): Promise<void> | undefined {
    this.#conclude?.()
    const changes = this.#pending
    const later = this.#later
    if (changes.length === 0 && later.length === 0) return undefined
    this.#pending = []
    this.#later = []
    const now = changes.length === 0 ? Promise.resolve() : this.#store.commit(changes)
    if (later.length === 0) return this.#awaited(now)
    const commits = later.map(async (known) => {
      const made = (await known)()
      if (made.length > 0) await this.#store.commit(made)
    })
    return this.#awaited(Promise.all([now, ...commits]).then(() => undefined))
  }

  /**
   * The same for very many, without a promise each.
   * @returns whether something is to be waited for; `stored` is called then, later
   */
  flushThen(stored: Stored): boolean {
    this.#conclude?.()
    if (this.#later.length > 0 || !this.#store.durable) {
      const flushed = this.flush()
      flushed?.then(() => stored(), stored)
      return flushed !== undefined
    }
    const changes = this.#pending
    if (changes.length === 0) return false
    this.#pending = []
    this.#store.commitThen(changes, stored)
    return true
  }

  /** What memory keeps no answer waits for: it cannot survive anyway. */
  #awaited(commit: Promise<void>): Promise<void> | undefined {
    if (this.#store.durable) return commit
    commit.catch(() => undefined)
    return undefined
  }
}
