import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import { filesPath } from '../files/serve_files.ts'
import { refuse } from './refuse.ts'
import type { Sockets } from './sockets.ts'

/** Where and how to listen. */
export interface ListenOptions {
  readonly port: number
  readonly host: string
  /** Plain, TLS, or both on one port. */
  readonly plain: boolean
  readonly tls?: TlsSource | undefined
}

/** Where the certificate of the server comes from. */
export interface TlsSource {
  readonly context: SecureContextOptions
  /** Called with what took the place of `context`. @returns a function that ends that */
  onChange(listener: (context: SecureContextOptions) => void): () => void
}

/** What a listener needs. */
export interface ListenerOptions {
  readonly sockets: Sockets
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** A request for a file of a station. */
  onFile(request: IncomingMessage, response: ServerResponse): void
}

/** Time in which something of a file must be sent or received, ms. */
const mostIdle = 60_000
/** Connections that may wait to be accepted, for the moment after a restart. */
const backlog = 4096
/** First byte of a TLS connection: the type of a handshake record (RFC 8446 §5.1). */
const tlsHandshake = 22

/** Listens on one port for requests to upgrade to a WebSocket. */
export class Listener {
  readonly #options: ListenerOptions
  #server: TcpServer | undefined
  #unwatch: (() => void) | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** @throws the error of the socket, such as one with code `EADDRINUSE` */
  listen({ port, host, plain, tls }: ListenOptions): Promise<number> {
    const http = plain ? this.#prepared(createServer()) : undefined
    const https = tls && this.#secured(tls)
    // The servers for HTTP never listen themselves: every connection is counted first.
    const server = createTcpServer({ noDelay: true }, (socket) => {
      if (!this.#options.sockets.take(socket, { isTls: http === undefined })) return
      if (https === undefined) http?.emit('connection', socket)
      else if (http === undefined) https.emit('connection', socket)
      else whenBegun(socket, (first) => (first === tlsHandshake ? https : http))
    })
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, backlog }, () => {
        server.off('error', reject)
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  /** Takes no more connections; resolves when all there are have ended. */
  close(): Promise<void> {
    this.#unwatch?.()
    return new Promise((resolve) => {
      if (this.#server === undefined) return resolve()
      this.#server.close(() => resolve())
    })
  }

  #secured(tls: TlsSource): TlsServer {
    const server = createTlsServer({
      ...tls.context,
      // A station may show a certificate; what it is worth, the gate decides.
      requestCert: true,
      rejectUnauthorized: false,
    })
    this.#unwatch = tls.onChange((context) => server.setSecureContext(context))
    server.on('tlsClientError', (_, socket) => socket.destroy())
    return this.#prepared(server)
  }

  #prepared<S extends Server | TlsServer>(server: S): S {
    const { sockets, onFile, onUpgrade } = this.#options
    server.on('request', (request, response) => {
      if (request.url?.startsWith(filesPath)) {
        // Its length decides how long a transfer takes, but it must go on, and nothing comes after it:
        // what comes late would have no limit of time any more.
        sockets.opened(request.socket)
        request.socket.setTimeout(mostIdle)
        response.shouldKeepAlive = false
        return onFile(request, response)
      }
      // Some stations look first whether a plain request is refused (quirk T11).
      response.writeHead(400, { 'content-type': 'text/plain', connection: 'close' })
      response.end('This port speaks OCPP over WebSocket: connect to ws://<host>/<ChargepointID>\n')
    })
    server.on('timeout', (socket) => socket.destroy())
    server.on('clientError', (_, socket: Duplex) =>
      refuse(socket, { status: 400, reason: 'This is no HTTP request' }),
    )
    server.on('upgrade', onUpgrade)
    return server
  }
}

/** Hands a connection to the server that its first byte calls for. */
function whenBegun(
  socket: Socket,
  serverOf: (first: number | undefined) => Server | TlsServer,
): void {
  socket.once('readable', () => {
    const begin: Buffer | null = socket.read()
    if (begin === null) return void socket.destroy()
    socket.unshift(begin)
    serverOf(begin[0]).emit('connection', socket)
  })
}
