import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createValidator, RPCClient } from 'ocpp-rpc'
import * as v from 'valibot'
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

/** Who connects, and in which version. */
export interface Who {
  readonly identity: string
  /** Subprotocol; 1.6 by default. */
  readonly protocol?: string
}

/** Connects a station that answers as told, and `NotImplemented` to the rest. */
export async function connectStation(
  server: TestServer,
  who: string | Who,
  handlers: Handlers,
): Promise<RealStation> {
  const { identity, protocol = 'ocpp1.6' } = typeof who === 'string' ? { identity: who } : who
  const violations: string[] = []
  const calls: string[] = []
  const client = new RPCClient({
    identity,
    endpoint: `ws://127.0.0.1:${server.ocppPort}`,
    protocols: [protocol],
    strictMode: true,
    strictModeValidators: protocol === 'ocpp2.1' ? [latest()] : [],
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

/** The official schemas of OCPP 2.1 by the names under which the client looks for them. */
function latest() {
  const file = createRequire(import.meta.url).resolve('ocpp-rpc/lib/schemas/ocpp2_1.json')
  const schemas = v.parse(
    v.array(v.looseObject({ $id: v.string() })),
    JSON.parse(readFileSync(file, 'utf8'), withoutIdleWords),
  )
  const named = schemas.map((schema) => {
    const $id = schema.$id.replace(/Request$/, '.req').replace(/Response$/, '.conf')
    return { ...schema, $id }
  })
  return createValidator('ocpp2.1', named)
}

/** The word says nothing of a text, and the validator would complain about each. */
function withoutIdleWords(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('enum' in value)) return value
  return { ...value, additionalProperties: undefined }
}
