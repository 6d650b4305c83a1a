import type { Change, Store } from './store.ts'

/**
 * Gathers what the messages of one turn of the event loop change, so that it is committed together,
 * and their answers wait for that one commit.
 */
export class Writes {
  readonly #store: Pick<Store, 'commit'>
  #pending: Change[] = []

  constructor(store: Pick<Store, 'commit'>) {
    this.#store = store
  }

  /** Has a change committed with the others of this turn. */
  add(change: Change): void {
    this.#pending.push(change)
  }

  /**
   * Commits what was added since the last call.
   * @returns `undefined` when nothing was; else a promise that rejects with a StoreError when it could
   * not be stored
   */
  flush(): Promise<void> | undefined {
    const changes = this.#pending
    if (changes.length === 0) return undefined
    this.#pending = []
    return this.#store.commit(changes)
  }
}
