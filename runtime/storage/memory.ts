import { MemoryTransactions } from './memory/transactions.ts'
import { type Change, type Collection, type Store, StoreError } from './store.ts'

/** Keeps everything as long as the process lives; for tests and `--data none`. */
export class MemoryStore extends MemoryTransactions implements Store {
  readonly failure = undefined
  readonly #collections = new Map<Collection, Map<string, string>>()
  #closed = false

  documents(collection: Collection): Promise<ReadonlyMap<string, unknown>> {
    const found = new Map<string, unknown>()
    for (const [key, text] of this.#texts(collection)) found.set(key, JSON.parse(text))
    return Promise.resolve(found)
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError('The store is closed'))
    // What JSON cannot say is refused before anything is changed.
    const texts = changes.map((change) =>
      change.kind === 'put' ? JSON.stringify(change.value) : '',
    )
    for (const [index, change] of changes.entries()) {
      if (change.kind === 'put') this.#texts(change.collection).set(change.key, texts[index] ?? '')
      else if (change.kind === 'delete') this.#texts(change.collection).delete(change.key)
      else this.apply(change)
    }
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }

  #texts(collection: Collection): Map<string, string> {
    const known = this.#collections.get(collection)
    if (known !== undefined) return known
    const texts = new Map<string, string>()
    this.#collections.set(collection, texts)
    return texts
  }
}
