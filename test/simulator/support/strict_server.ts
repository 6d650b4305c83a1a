import { RPCServer } from 'ocpp-rpc'
import { defaultSubprotocol } from '../../../runtime/dialect/versions.ts'
import {
  createSimulatedStation,
  type SimulatedStation,
} from '../../../runtime/simulator/simulated_station.ts'
import { ManualClock } from '../../support/manual_clock.ts'

/** Members of a message, to look into without knowing its type. */
export type Loose = Record<string, unknown>

interface Client {
  call(action: string, payload: object): Promise<unknown>
  handle(handler: (call: { method: string; params: Loose }) => Promise<object>): void
  on(event: 'strictValidationFailure', listener: (failure: { error: Error }) => void): void
  close(options: { code: number; reason: string }): Promise<unknown>
}

/** A server that checks every frame against the official schemas, and remembers all calls. */
export class StrictServer {
  /** What was not as the schemas want it. */
  readonly failures: string[] = []
  /** All calls, in order. */
  readonly calls: [action: string, payload: Loose][] = []
  /** Answers by action, instead of the usual ones. */
  readonly answers = new Map<string, (payload: Loose) => object>()
  url = ''
  #taken = new Map<string, number>()
  #waiting: { action: string; resolve: (payload: Loose) => void }[] = []
  #client: Client | undefined
  readonly #server = new RPCServer({ protocols: [defaultSubprotocol], strictMode: true })

  async start(): Promise<void> {
    this.#server.on('client', (client: Client) => {
      this.#client = client
      client.on('strictValidationFailure', ({ error }) => this.failures.push(error.message))
      client.handle(async ({ method, params }) => this.#handle(method, params))
    })
    const http = await this.#server.listen(0, '127.0.0.1')
    const address = http.address()
    if (typeof address !== 'object' || address === null) throw new Error('no port')
    this.url = `ws://127.0.0.1:${address.port}`
  }

  /** The next call of this action that no test has taken yet. */
  next(action: string): Promise<Loose> {
    const skip = this.#taken.get(action) ?? 0
    this.#taken.set(action, skip + 1)
    const found = this.calls.filter(([one]) => one === action)[skip]
    if (found) return Promise.resolve(found[1])
    return new Promise((resolve) => this.#waiting.push({ action, resolve }))
  }

  /** Calls the station. */
  async call(action: string, payload: object): Promise<Loose> {
    if (!this.#client) throw new Error('no station')
    const answer = await this.#client.call(action, payload)
    return Object.fromEntries(Object.entries(answer ?? {}))
  }

  /** Cuts the connection. */
  async drop(): Promise<void> {
    await this.#client?.close({ code: 1001, reason: 'gone' })
  }

  async close(): Promise<void> {
    await this.#server.close({ force: true })
  }

  #handle(action: string, payload: Loose): object {
    this.calls.push([action, payload])
    const index = this.#waiting.findIndex((one) => one.action === action)
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1)
    waiting?.resolve(payload)
    const answer = this.answers.get(action) ?? usual[action]
    return answer?.(payload) ?? {}
  }
}

const accepted = () => ({ idTagInfo: { status: 'Accepted' } })
let transactions = 100

const usual: Readonly<Record<string, (payload: Loose) => object>> = {
  BootNotification: () => ({
    status: 'Accepted',
    currentTime: new Date(0).toISOString(),
    interval: 60,
  }),
  Heartbeat: () => ({ currentTime: new Date(0).toISOString() }),
  Authorize: accepted,
  StartTransaction: () => {
    transactions += 1
    return { transactionId: transactions, ...accepted() }
  },
  StopTransaction: accepted,
  DataTransfer: () => ({ status: 'Accepted' }),
}

/** A server with one station that is online, and a clock that stands still. */
export async function together(
  use: (parts: {
    server: StrictServer
    station: SimulatedStation
    clock: ManualClock
  }) => Promise<void>,
  options: { connectors?: number; speed?: number; prepare?: (server: StrictServer) => void } = {},
): Promise<readonly string[]> {
  const server = new StrictServer()
  options.prepare?.(server)
  await server.start()
  const clock = new ManualClock()
  const station = createSimulatedStation({ id: 'SIM-1', url: server.url, clock, ...options })
  try {
    await use({ server, station, clock })
  } finally {
    await station.close()
    await server.close()
  }
  return server.failures
}
