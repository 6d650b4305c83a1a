import { isOfHistory } from './history.ts'
import { MemoryDocuments } from './memory/documents.ts'
import { MemoryHistory } from './memory/history.ts'
import { MemoryTransactions } from './memory/transactions.ts'
import { type Change, type Collection, type Store, type Stored, StoreError } from './store.ts'

/** Keeps everything as long as the process lives; for tests and `--data none`. */
export class MemoryStore extends MemoryTransactions implements Store {
  readonly history = new MemoryHistory()
  readonly durable: boolean = false
  get failure(): string | undefined {
    return undefined
  }

  get failures(): number {
    return 0
  }

  readonly #documents = new MemoryDocuments()
  #closed = false

  documents(collection: Collection): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(this.#documents.all(collection))
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError('The store is closed'))
    // What JSON cannot say is refused before anything is changed, and what is stored is a copy.
    const texts = changes.map(textOf)
    for (let i = 0; i < changes.length; i++) {
      const change = changes[i]
      if (change?.kind === 'reading') this.read(change.row)
      else if (change?.kind === 'transaction') this.put(change.row, texts[i] ?? '')
      else this.#apply(JSON.parse(texts[i] ?? ''))
    }
    return Promise.resolve()
  }

  commitThen(changes: readonly Change[], stored: Stored): void {
    this.commit(changes).then(() => stored(), stored)
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }

  #apply(change: Change): void {
    if (change.kind === 'put' || change.kind === 'delete') this.#documents.apply(change)
    else if (isOfHistory(change)) this.history.apply(change)
    else this.apply(change)
  }
}

/** What is kept of a change as JSON; nothing of readings, which come with most messages. */
function textOf(change: Change): string {
  if (change.kind === 'reading') return ''
  return JSON.stringify(change.kind === 'transaction' ? change.row.value : change)
}
