import { hc } from 'hono/client'
import type { ItemIo, Reading, Receipt } from '../descriptor/accessor.ts'
import type { ItemValue } from '../model.ts'
import type { App } from './app.ts'
import type { ProblemDocument } from './problems.ts'

/** Settings of a client. */
export interface ClientOptions {
  /** Bearer token, where the server asks for one. */
  readonly token?: string | undefined
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
}

/** An answer other than success, or none at all that makes sense. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status. */
  readonly status: number
  /** What the server said is wrong. */
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(`${problem.title}: ${problem.detail}`)
    this.status = problem.status
    this.problem = problem
  }
}

/**
 * A typed client of the API at an origin, for example `http://127.0.0.1:8551`: every route is a
 * property, as in `client.devices[':address'].items.$get({ param: { address: '1217212:1' } })`.
 * Whatever is no success rejects with an {@link ApiError}. What goes into a path is not encoded:
 * use `encodeURIComponent` for names that may hold `/`, `?`, `#` or `%`.
 */
export function createClient(baseUrl: string, options: ClientOptions = {}) {
  const { token, fetch: send = fetch } = options
  return hc<App>(baseUrl, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    fetch: async (input: Request | string | URL, init?: RequestInit) => {
      const response = await send(input, init)
      if (response.ok) return response
      throw new ApiError(await problemOf(response))
    },
  }).api.v1
}

/** What {@link createClient} gives. */
export type Client = ReturnType<typeof createClient>

/**
 * Reads and writes the items of one device over HTTP, for generated accessors; `options` are for a
 * server that is given by its origin.
 */
export function httpItemIo(
  server: Client | string,
  address: string,
  options: ClientOptions = {},
): ItemIo {
  const client = typeof server === 'string' ? createClient(server, options) : server
  const device = encodeURIComponent(address)
  const route = client.devices[':address'].items[':item']
  const paramOf = (key: string) => ({ address: device, item: encodeURIComponent(key) })
  return {
    async read(key: string): Promise<Reading> {
      const response = await route.$get({ param: paramOf(key) })
      const { value, quality, at } = await response.json()
      return { value, quality, at }
    },
    async write(key: string, value: ItemValue): Promise<Receipt> {
      const response = await route.$put({ param: paramOf(key), json: { value } })
      const { accepted, value: written, calls, kept } = await response.json()
      return { accepted, value: written, calls, ...(kept === undefined ? {} : { kept }) }
    },
  }
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const text = await response.text()
  const unknown = {
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: `The server at ${response.url} answered ${response.status} without a problem document`,
  }
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return unknown
  try {
    const document: unknown = JSON.parse(text)
    return isProblem(document) ? document : unknown
  } catch {
    return unknown
  }
}

function isProblem(document: unknown): document is ProblemDocument {
  if (typeof document !== 'object' || document === null) return false
  const { type, title, detail, status } = { type: 0, title: 0, detail: 0, status: '', ...document }
  const texts = [type, title, detail]
  return typeof status === 'number' && texts.every((text) => typeof text === 'string')
}
