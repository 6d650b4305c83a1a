import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { type AppOptions, createApp } from '../../../runtime/http/app.ts'
import type { RuntimePort } from '../../../runtime/http/port.ts'

/** A running server. */
export interface TestServer extends AsyncDisposable {
  readonly origin: string
  /** `origin` with the base path of the API. */
  readonly base: string
  readonly port: number
}

/** Serves the API on a free port of the loopback interface. */
export async function serve(
  runtime: RuntimePort,
  options: Partial<AppOptions> = {},
): Promise<TestServer> {
  const ending = new AbortController()
  const app = createApp(runtime, { version: '1.2.3', signal: ending.signal, ...options })
  const server = createAdaptorServer({ fetch: app.fetch })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    base: `${origin}/api/v1`,
    port: address.port,
    async [Symbol.asyncDispose]() {
      ending.abort()
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
