import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { MemoryStore } from './memory.ts'
import { SqliteStore } from './sqlite/sqlite_store.ts'
import type { Store } from './store.ts'

/** In place of a folder: nothing is to survive the process. */
export const noData = 'none'

/**
 * The store of a folder, or of nothing but memory.
 * @param data a folder, which is made if need be, or `none`
 * @throws StoreError when the folder cannot be used, for example because another process does
 */
export function openStore(
  data: string,
  options: { readonly clock: Clock; readonly log: Log },
): Promise<Store> {
  return data === noData ? Promise.resolve(new MemoryStore()) : SqliteStore.open(data, options)
}
