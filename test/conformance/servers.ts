import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

/** A server that cases share, with the time in their hands. */
export interface SharedServer {
  readonly server: TestServer
  readonly clock: TestClock
}

/** Servers by the name that a case gives; each is started when the first case needs it. */
const kinds: Readonly<Record<string, () => Promise<Omit<TestServerOptions, 'clock'>>>> = {
  plain: async () => ({ plugins: [] }),
  approve: async () => ({ plugins: [], settings: { stations: 'approve' } }),
}

/** The servers of a run; cases share them, each with a station of its own. */
export class Servers implements AsyncDisposable {
  readonly #started = new Map<string, Promise<SharedServer>>()
  #trials = 0

  /** The server of a kind. @throws Error when there is no such kind */
  get(kind: string): Promise<SharedServer> {
    const known = this.#started.get(kind)
    if (known !== undefined) return known
    const started = start(kind)
    this.#started.set(kind, started)
    return started
  }

  /** A number for each trial, so that no two have anything in common. */
  next(): number {
    this.#trials += 1
    return this.#trials
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#started.values()) await (await started).server.close()
    this.#started.clear()
  }
}

async function start(kind: string): Promise<SharedServer> {
  const options = await kinds[kind]?.()
  if (options === undefined) {
    throw new Error(`No server "${kind}", only ${Object.keys(kinds).join(', ')}`)
  }
  const clock = new TestClock()
  return { server: await startServer({ ...options, clock }), clock }
}
