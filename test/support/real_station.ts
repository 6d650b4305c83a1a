import { RPCClient } from 'ocpp-rpc'
import type { TestServer } from './server.ts'

/** What a station answers to a call of the host, by action. */
export type Handlers = Readonly<Record<string, (payload: unknown) => object>>

/** A station made by others, which checks every message both ways by the official schemas. */
export interface RealStation extends AsyncDisposable {
  /** Calls the host; rejects when the call, or its answer, is not right by the schema. */
  call(action: string, payload?: object): Promise<unknown>
  /** Messages that were not right by the schema. */
  readonly violations: readonly string[]
  /** Actions that the host called, in order. */
  readonly calls: readonly string[]
}

/** Connects a station that answers as told, and `NotImplemented` to the rest. */
export async function connectStation(
  server: TestServer,
  identity: string,
  handlers: Handlers,
): Promise<RealStation> {
  const violations: string[] = []
  const calls: string[] = []
  const client = new RPCClient({
    identity,
    endpoint: `ws://127.0.0.1:${server.ocppPort}`,
    protocols: ['ocpp1.6'],
    strictMode: true,
    strictModeValidators: [],
    reconnect: false,
    maxReconnects: 0,
    callTimeoutMs: 10_000,
    callConcurrency: 1,
    pingIntervalMs: 0,
    deferPingsOnActivity: false,
    respondWithDetailedErrors: true,
    maxBadMessages: Number.POSITIVE_INFINITY,
    password: null,
    wsOpts: {},
    headers: {},
    backoff: { initialDelay: 100, maxDelay: 200, factor: 2, randomisationFactor: 0 },
  })
  client.on('strictValidationFailure', ({ method, error }) => {
    violations.push(`${method}: ${error}`)
  })
  client.on('badMessage', ({ error }) => void violations.push(String(error)))
  for (const [action, handler] of Object.entries(handlers)) {
    client.handle(action, async ({ params }) => {
      calls.push(action)
      return { ...handler(params) }
    })
  }
  await client.connect()
  return {
    violations,
    calls,
    call: (action, payload = {}) => client.call(action, payload),
    async [Symbol.asyncDispose]() {
      await client.close({ code: 1000, reason: '', awaitPending: false, force: true })
    },
  }
}
