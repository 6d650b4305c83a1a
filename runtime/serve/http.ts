import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../http/app.ts'
import { answerUnreadable } from '../http/problems.ts'
import type { Log } from '../log.ts'
import { packageVersion } from '../package_root.ts'
import type { Runtime } from '../runtime.ts'
import type { Settings } from '../settings.ts'
import { boundAnswers } from './bound_answers.ts'
import { guards } from './guards.ts'

/** Connections of HTTP clients at a time. */
const mostConnections = 4096

/** The HTTP server when it listens. */
export interface HttpServer {
  readonly port: number
  /** Ends event streams; requests under way get a moment. */
  close(): Promise<void>
}

/** Serves HTTP clients. @throws the error of a socket, such as one with code `EADDRINUSE` */
export async function serveHttp(
  runtime: Runtime,
  { settings, log }: { readonly settings: Settings; readonly log: Log },
): Promise<HttpServer> {
  const ending = new AbortController()
  const app = createApp(runtime, {
    version: packageVersion(),
    log,
    signal: ending.signal,
    before: guards(runtime, settings),
  })
  const errorHandler = (error: unknown) => answerUnreadable(error, { log })
  const listener = getRequestListener(app.fetch, { errorHandler })
  const http = createServer(boundAnswers(listener, longestSilence(settings)))
  limitTimes(http)
  http.on('clientError', (_, socket) => refuse(socket))
  const port = await listen(http, settings.httpPort, settings.httpHost)
  return {
    port,
    close() {
      ending.abort()
      return closeHttp(http)
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** A client that sends too slowly does not hold a socket for ever. */
function limitTimes(server: Server): void {
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.keepAliveTimeout = 10_000
  server.maxConnections = mostConnections
}

/**
 * Time in which an answer moves a byte, ms. Answers that wait for a station move none meanwhile, and
 * event streams move one with every sign of life.
 */
function longestSilence({ callTimeout, callTimeouts }: Settings): number {
  return 60_000 + Math.max(callTimeout, ...Object.values(callTimeouts)) * 1000
}

/** Requests under way get a moment; streams of events would never end by themselves. */
function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 500).unref()
  })
}

/** A request that is no HTTP gets a problem like every other. */
function refuse(socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const body = JSON.stringify({
    type: '/problems/malformed-request',
    title: 'The request cannot be read',
    status: 400,
    detail: 'This is no HTTP request',
  })
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
