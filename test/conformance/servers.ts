import { rm } from 'node:fs/promises'
import { systemClock } from '../../runtime/clock.ts'
import { makeTestAuthority, startTlsServer, type TestAuthority } from '../support/certificates.ts'
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

/** A server that cases share, with the time in their hands. */
export interface SharedServer {
  readonly server: TestServer
  readonly clock: TestClock
  /** Where the server speaks TLS: whose certificates it has, and believes. */
  readonly authority: TestAuthority | undefined
}

interface Kind {
  readonly settings?: Readonly<Record<string, unknown>>
  /** Also speaks TLS, by an authority of its own. */
  readonly tls?: boolean
}

/** Servers by the name that a case gives; each is started when the first case needs it. */
const kinds: Readonly<Record<string, Kind>> = {
  plain: {},
  approve: { settings: { stations: 'approve' } },
  tls: { tls: true },
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
    for (const started of this.#started.values()) {
      const { server, authority } = await started
      await server.close()
      if (authority !== undefined) await rm(authority.data, { recursive: true, force: true })
    }
    this.#started.clear()
  }
}

async function start(name: string): Promise<SharedServer> {
  const kind = kinds[name]
  if (kind === undefined) {
    throw new Error(`No server "${name}", only ${Object.keys(kinds).join(', ')}`)
  }
  const { tls = false, ...options } = kind
  const plugins: TestServerOptions['plugins'] = []
  if (!tls) {
    const clock = new TestClock()
    return {
      server: await startServer({ plugins, clock, ...options }),
      clock,
      authority: undefined,
    }
  }
  const authority = await makeTestAuthority()
  // Whoever checks certificates does so by the time that it really is.
  const clock = new TestClock({ now: systemClock.now() })
  return {
    server: await startTlsServer(authority, { plugins, clock, ...options }),
    clock,
    authority,
  }
}
