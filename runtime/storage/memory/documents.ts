import type { Collection, DocumentChange } from '../documents.ts'

/** Documents in memory. */
export class MemoryDocuments {
  readonly #collections = new Map<Collection, Map<string, unknown>>()

  apply(change: DocumentChange): void {
    const documents = this.#documents(change.collection)
    if (change.kind === 'put') documents.set(change.key, change.value)
    else documents.delete(change.key)
  }

  all(collection: Collection): ReadonlyMap<string, unknown> {
    return structuredClone(this.#documents(collection))
  }

  #documents(collection: Collection): Map<string, unknown> {
    const known = this.#collections.get(collection)
    if (known !== undefined) return known
    const documents = new Map<string, unknown>()
    this.#collections.set(collection, documents)
    return documents
  }
}
