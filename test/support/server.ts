import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { type Log, silentLog } from '../../runtime/log.ts'
import type { ItemValue } from '../../runtime/model.ts'
import type { Plugin } from '../../runtime/plugin/plugin.ts'
import type { PluginLoader } from '../../runtime/plugin/runner.ts'
import { createRuntime, type Runtime } from '../../runtime/runtime.ts'
import { serve } from '../../runtime/serve/node.ts'
import { loadSettings } from '../../runtime/settings/load.ts'
import type { Store } from '../../runtime/storage/store.ts'
import { turn } from './test_clock.ts'

/** What a test server is made with. */
export interface TestServerOptions {
  readonly clock?: Clock
  readonly log?: Log
  /** Settings as the settings file spells them. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Texts of descriptors beside the shipped ones, by name. */
  readonly descriptors?: Readonly<Record<string, string>>
  /** Instead of the plugins that ship. */
  readonly plugins?: readonly Plugin[]
  /** What survives the server. */
  readonly store?: Store
  /** Runs the plugins of the user. */
  readonly pluginLoader?: PluginLoader
}

/** An answer of the HTTP API. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Values of the items of a device by key. */
export type Values = Readonly<Record<string, ItemValue | null>>

/** The real runtime, served on free ports of the loopback interface. */
export interface TestServer extends AsyncDisposable {
  readonly runtime: Runtime
  readonly ocppPort: number
  /** Port for TLS; `undefined` when there is none. */
  readonly tlsPort: number | undefined
  readonly httpPort: number
  /** Folder of the descriptors. */
  readonly ddf: string
  /** Folder of the plugins of the user. */
  readonly plugins: string
  get(path: string): Promise<Reply>
  put(path: string, body: unknown): Promise<Reply>
  post(path: string, body: unknown): Promise<Reply>
  delete(path: string): Promise<Reply>
  /** Writes an item over HTTP. */
  write(address: string, key: string, value: unknown): Promise<Reply>
  /** All values of a device, over HTTP. */
  values(address: string): Promise<Values>
  /** One value of a device, in process; `undefined` when there is no such device or item. */
  value(address: string, key: string): ItemValue | null | undefined
  /** Resolves when the condition holds; rejects, naming it, when it does not within ten seconds. */
  until(condition: () => boolean, what?: string): Promise<void>
  close(): Promise<void>
}

const shipped = fileURLToPath(new URL('../../ddf', import.meta.url))
const patience = 10_000

/** Starts a server with a copy of the shipped descriptors. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { clock = systemClock, log = silentLog, descriptors = {} } = options
  const ddf = await mkdtemp(join(tmpdir(), 'ddf-test-'))
  await cp(shipped, ddf, { recursive: true })
  for (const [name, text] of Object.entries(descriptors)) {
    await writeFile(join(ddf, `${name}.ddf.json`), text)
  }
  const plugins = await mkdtemp(join(tmpdir(), 'ddf-test-plugins-'))
  const settings = settingsOf({ ...options.settings, ddf, plugins })
  const { pluginLoader } = options
  const runtime = await createRuntime({
    settings,
    log,
    clock,
    pluginLoader,
    store: options.store,
    plugins: options.plugins,
  })
  const servers = await serve(runtime, { settings, log }).catch(async (error: unknown) => {
    await runtime.close()
    throw error
  })
  const base = `http://127.0.0.1:${servers.httpPort}`

  const ask = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(base + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    const parsed: unknown = isJson ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body: parsed }
  }
  const itemsPath = (address: string) => `/api/v1/devices/${encodeURIComponent(address)}/items`
  const close = async () => {
    await servers.close()
    await runtime.close()
    await rm(ddf, { recursive: true, force: true })
    await rm(plugins, { recursive: true, force: true })
  }
  return {
    runtime,
    ocppPort: servers.ocppPort,
    tlsPort: servers.tlsPort,
    httpPort: servers.httpPort,
    ddf,
    plugins,
    get: (path) => ask('GET', path),
    put: (path, body) => ask('PUT', path, body),
    post: (path, body) => ask('POST', path, body),
    delete: (path) => ask('DELETE', path),
    write: (address, key, value) => ask('PUT', `${itemsPath(address)}/${key}`, { value }),
    async values(address) {
      const { status, body } = await ask('GET', itemsPath(address))
      if (status !== 200) throw new Error(`No items of ${address}: ${JSON.stringify(body)}`)
      return Object.fromEntries(v.parse(itemList, body).map(({ key, value }) => [key, value]))
    },
    value: (address, key) => runtime.device(address)?.find(key)[0]?.value,
    async until(condition, what = condition.toString()) {
      const deadline = systemClock.now() + patience
      while (!condition()) {
        if (systemClock.now() > deadline) throw new Error(`Not within ${patience} ms: ${what}`)
        await turn()
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const itemList = v.array(
  v.object({ key: v.string(), value: v.nullable(v.union([v.string(), v.number(), v.boolean()])) }),
)

function settingsOf(given: Readonly<Record<string, unknown>>) {
  const file = { host: '127.0.0.1', port: 0, httpPort: 0, logLevel: 'silent', ...given }
  return loadSettings({
    flags: {},
    env: {},
    cwd: '/',
    readFile: () => JSON.stringify(file),
  }).settings
}
