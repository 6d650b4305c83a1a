import * as v from 'valibot'
import { AccessTokens } from '../access/access_tokens.ts'
import { readLocalKey } from '../access/local_key.ts'
import { type Role, roles } from '../access/roles.ts'
import { systemClock } from '../clock.ts'
import { ApiError, createClient } from '../http/client.ts'
import { silentLog } from '../log.ts'
import type { Settings } from '../settings.ts'
import { noData, openStore } from '../storage/open.ts'

/** An access token as the command line shows it; times are ISO 8601 UTC. */
export interface ListedToken {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly expiresAt: string | null
}

/** Where access tokens are made and revoked. */
export interface AccessDesk {
  create(wanted: { role: Role; name: string; expiresAt: string | null }): Promise<string>
  list(): Promise<readonly ListedToken[]>
  /** @returns whether there was one */
  revoke(id: string): Promise<boolean>
  close(): Promise<void>
}

/** A server named by whoever calls. */
export interface AskedServer {
  readonly url?: string | undefined
  readonly token?: string | undefined
}

/**
 * The data folder itself; the server, where one has it open, or where one is named.
 * @throws Error with what to do, when neither can be reached
 */
export async function openAccessDesk(settings: Settings, asked: AskedServer): Promise<AccessDesk> {
  const { url, token } = asked
  if (url !== undefined) return deskOfServer(url, token)
  const own = `http://127.0.0.1:${settings.httpPort}`
  if (settings.data === noData) return deskOfServer(own, token)
  const options = { clock: systemClock, log: silentLog }
  const store = await openStore(settings.data, options).catch((error: Error) => error)
  if (!(store instanceof Error)) {
    const access = new AccessTokens({ store, clock: systemClock })
    await access.load(silentLog)
    return deskOfStore(access, () => store.close())
  }
  // A server has it: it left its key beside the store for whoever may read that.
  const key = await readLocalKey(settings.data)
  if (key === undefined && token === undefined) {
    throw new Error(`${store.message}; name its server with --url and --token`)
  }
  return deskOfServer(key?.url ?? own, token ?? key?.token)
}

function deskOfStore(access: AccessTokens, close: () => Promise<void>): AccessDesk {
  return {
    async create({ role, name, expiresAt }) {
      const expires = expiresAt === null ? undefined : Date.parse(expiresAt)
      const made = await access.create({ role, name, expiresAt: expires })
      if (made === 'full') throw new Error('There are too many access tokens already')
      return made.text
    },
    list: async () =>
      access.list().map(({ id, name, role, expiresAt }) => ({
        id,
        name,
        role,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
      })),
    revoke: async (id) => (await access.revoke(id)) !== undefined,
    close,
  }
}

const listed = v.array(
  v.object({
    id: v.string(),
    name: v.string(),
    role: v.picklist(roles),
    expiresAt: v.nullable(v.string()),
  }),
)

function deskOfServer(url: string, token: string | undefined): AccessDesk {
  const { access } = createClient(url, { token })
  return {
    async create(json) {
      const response = await reached(url, access.$post({ json }))
      return (await response.json()).token
    },
    async list() {
      const response = await reached(url, access.$get({ query: {} }))
      return v.parse(listed, await response.json())
    },
    async revoke(id) {
      try {
        await reached(url, access[':id'].$delete({ param: { id } }))
        return true
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false
        throw error
      }
    },
    close: () => Promise.resolve(),
  }
}

/** What a server answers. @throws Error with what to do, when none does or the token is wrong */
export async function reached<T>(url: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      throw new Error(`${error.message}; here with --token or DDF_TOKEN`)
    }
    if (error instanceof ApiError) throw error
    throw new Error(`No server answers at ${url}; name another with --url`, { cause: error })
  }
}
