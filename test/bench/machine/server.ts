import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Program } from './program.ts'

/** Ports of one server. */
export interface Ports {
  readonly ocpp: number
  readonly http: number
}

/** Time a server gets to begin, ms. */
const patience = 30_000
/** Time between two looks whether a server listens, ms. */
const lookEvery = 4

/** A server in a process of its own. */
export class ServerProcess {
  readonly ports: Ports
  readonly #child: ChildProcess
  #output = ''

  constructor(program: Program, ports: Ports) {
    this.ports = ports
    const { command, flags, file, parameters } = program
    const env = { ...process.env, PORT: String(ports.ocpp), NODE_ENV: 'production' }
    this.#child = spawn(command, [...flags, file, ...parameters], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-2000)
      })
    }
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /**
   * Resolves when the server takes connections at a port of its own; that for HTTP may come after that
   * for stations. @throws Error when it ends, or takes too long
   */
  async listening(port = this.ports.ocpp): Promise<void> {
    const until = performance.now() + patience
    while (!(await takesConnections(port))) {
      if (this.#isOver()) throw new Error(`The server ended: ${this.#output}`)
      if (performance.now() > until) throw new Error(`The server is not ready: ${this.#output}`)
      await new Promise((resolve) => setTimeout(resolve, lookEvery))
    }
  }

  /** Has the server collect its garbage; it must have been started with `collect_garbage`. */
  async collectGarbage(): Promise<void> {
    this.#child.kill('SIGUSR2')
    await once(this.#child.stdout ?? this.#child, 'data')
  }

  /** Ends the server. */
  async end(): Promise<void> {
    if (this.#isOver()) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 6000)
    await ended
    clearTimeout(timer)
  }

  #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }
}

/** Two ports that nobody uses now. */
export async function freePorts(): Promise<Ports> {
  const servers = [createServer(), createServer()]
  const [ocpp = 0, http = 0] = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : 0
    }),
  )
  for (const server of servers) server.close()
  return { ocpp, http }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
