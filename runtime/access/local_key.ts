import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

/** Where a server that runs is reached, and a token for it. */
export interface LocalKey {
  readonly url: string
  readonly token: string
}

const fileName = 'server.json'
const schema = v.object({ url: v.pipe(v.string(), v.url()), token: v.string() })

/**
 * Leaves in the data folder how its server is reached, with a token that ends with the process, for
 * the command line. Whoever can read the folder could as well write a token into the store.
 */
export async function leaveLocalKey(folder: string, key: LocalKey): Promise<void> {
  const path = join(folder, fileName)
  const fresh = `${path}.new`
  // One that is left of a crash would keep its permissions.
  await rm(fresh, { force: true })
  await writeFile(fresh, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' })
  await rename(fresh, path)
}

/** Takes it away again. */
export async function removeLocalKey(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true })
}

/** What a server left; `undefined` when there is nothing that can be read. */
export async function readLocalKey(folder: string): Promise<LocalKey | undefined> {
  try {
    const text = await readFile(join(folder, fileName), 'utf8')
    const { success, output } = v.safeParse(schema, JSON.parse(text))
    return success ? output : undefined
  } catch {
    return undefined
  }
}
