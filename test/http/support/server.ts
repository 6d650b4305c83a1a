import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type AppOptions, createApp } from '../../../runtime/http/app.ts'
import type { RuntimePort } from '../../../runtime/http/port.ts'
import { answerUnreadable } from '../../../runtime/http/problems.ts'

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
  const server = createServer(getRequestListener(app.fetch, { errorHandler: answerUnreadable }))
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
      server.closeAllConnections()
      await closed
    },
  }
}
