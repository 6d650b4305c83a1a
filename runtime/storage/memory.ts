import { isOfHistory } from './history.ts'
import { MemoryDocuments } from './memory/documents.ts'
import { MemoryHistory } from './memory/history.ts'
import { MemoryTransactions } from './memory/transactions.ts'
import { type Change, type Collection, type Store, StoreError } from './store.ts'

/** Keeps everything as long as the process lives; for tests and `--data none`. */
export class MemoryStore extends MemoryTransactions implements Store {
  readonly history = new MemoryHistory()
  readonly durable: boolean = false
  get failure(): string | undefined {
    return undefined
  }

  readonly #documents = new MemoryDocuments()
  #closed = false

  documents(collection: Collection): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(this.#documents.all(collection))
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError('The store is closed'))
    // What JSON cannot say is refused before anything is changed, and what is stored is a copy.
    const copies = changes.map(copyOf)
    for (const change of copies) {
      if (change.kind === 'put' || change.kind === 'delete') this.#documents.apply(change)
      else if (isOfHistory(change)) this.history.apply(change)
      else this.apply(change)
    }
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }
}

/** A copy as JSON would make it. Of readings, which come with most messages, no row is kept. */
function copyOf(change: Change): Change {
  return change.kind === 'reading' ? change : JSON.parse(JSON.stringify(change))
}
