import type { Collection } from '../documents.ts'
import type { Change } from '../store.ts'
import type { SentDocument } from './change_text.ts'
import { type Ask, rowsOf, type Sqlite } from './table.ts'

/** Documents as JSON text. */
export const documentsSchema = `
  create table document (
    collection text not null,
    key text not null,
    value text not null,
    primary key (collection, key)
  ) without rowid`

/** The table of documents, for the thread of the store. */
export function documentsTable(db: Sqlite) {
  const put = db.prepare(
    'insert or replace into document (collection, key, value) values (?, ?, ?)',
  )
  const remove = db.prepare('delete from document where collection = ? and key = ?')
  const all = db.prepare('select key, value from document where collection = ?').raw()
  return {
    /** Puts a document that is text already. */
    put([, collection, key, text]: SentDocument): void {
      put.run([collection, key, text])
    },
    apply(change: Change): void {
      if (change.kind === 'put') {
        put.run([change.collection, change.key, JSON.stringify(change.value)])
      } else if (change.kind === 'delete') remove.run([change.collection, change.key])
    },
    queries: {
      all: (collection: Collection) => rowsOf(all.all([collection])).map(pair),
    },
  }
}

/** The documents of a collection, for the thread of the runtime. */
export async function allDocuments(
  ask: Ask<ReturnType<typeof documentsTable>>,
  collection: Collection,
): Promise<ReadonlyMap<string, unknown>> {
  const rows = await ask('all', collection)
  return new Map(rows.map(([key, value]) => [key, JSON.parse(value)]))
}

function pair([key, value]: readonly unknown[]): readonly [key: string, value: string] {
  return [String(key), String(value)]
}
