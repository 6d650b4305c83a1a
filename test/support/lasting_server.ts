import { type Store, StoreError } from '../../runtime/storage/store.ts'
import { startServer, type TestServer, type TestServerOptions } from './server.ts'

/** A server that can be killed: another one over the same store takes its place. */
export class LastingServer implements AsyncDisposable {
  readonly #options: Omit<TestServerOptions, 'store'>
  readonly #store: Store
  #life = { dead: false }
  #server: TestServer | undefined

  private constructor(store: Store, options: Omit<TestServerOptions, 'store'>) {
    this.#store = store
    this.#options = options
  }

  /** Starts the first server. */
  static async start(
    store: Store,
    options: Omit<TestServerOptions, 'store'> = {},
  ): Promise<LastingServer> {
    const lasting = new LastingServer(store, options)
    await lasting.#start()
    return lasting
  }

  /** The server that runs. */
  get server(): TestServer {
    if (this.#server === undefined) throw new Error('No server runs')
    return this.#server
  }

  /** Ends the server where it stands, so that it stores nothing more, and starts another one. */
  async kill(): Promise<void> {
    this.#life.dead = true
    await this.#server?.close()
    await this.#start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  async #start(): Promise<void> {
    const life = { dead: false }
    this.#life = life
    const store = new Proxy(this.#store, {
      get(target, name) {
        if (name === 'commit' && life.dead) return () => Promise.reject(new StoreError('Killed'))
        // The store outlives its servers.
        if (name === 'close') return () => Promise.resolve()
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    this.#server = await startServer({ ...this.#options, store })
  }
}
