import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createRPCError, createValidator, RPCClient } from 'ocpp-rpc'
import * as v from 'valibot'
import type { TestServer } from './server.ts'

/** What a station answers to a call of the host, by action; may be changed while it is connected. */
export type Handlers = Readonly<Record<string, (payload: unknown) => object>>

/** A call of the host, as a station received it. */
export interface Received {
  readonly action: string
  readonly payload: unknown
}

/** A station made by others, which checks every message both ways by the official schemas. */
export interface RealStation extends AsyncDisposable {
  /** Calls the host; rejects when the call, or its answer, is not right by the schema. */
  call(action: string, payload?: object): Promise<unknown>
  /** Messages that were not right by the schema. */
  readonly violations: readonly string[]
  /** Actions that the host called, in order. */
  readonly calls: readonly string[]
  /** The same calls, with their payloads. */
  readonly received: readonly Received[]
  /** The subprotocol that was agreed on. */
  readonly protocol: string | undefined
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>
  /** Closes the connection. */
  leave(): Promise<void>
}

/** Who connects, and in which version. */
export interface Who {
  readonly identity: string
  /** Subprotocol; 1.6 by default. */
  readonly protocol?: string
  /** Other subprotocols it offers, after the first. */
  readonly alsoOffered?: readonly string[]
  /** Of HTTP basic authentication, text or bytes; the user is the identity. */
  readonly password?: string | Buffer
  /** Where it connects to, without the identity; the plain port of the server by default. */
  readonly endpoint?: string
  /** Options of its TLS socket. */
  readonly tls?: Readonly<Record<string, unknown>>
}

/** Subprotocols whose schemas there are. */
const known: ReadonlySet<string> = new Set(['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'])

/**
 * Connects a station that answers as told, and `NotImplemented` to the rest.
 * @throws UnexpectedHttpResponse of the client when the connection is refused
 */
export async function connectStation(
  server: TestServer,
  who: string | Who,
  handlers: Handlers,
): Promise<RealStation> {
  const options: Who = typeof who === 'string' ? { identity: who } : who
  const { identity, protocol = 'ocpp1.6', alsoOffered = [], tls = {} } = options
  const violations: string[] = []
  const calls: string[] = []
  const received: Received[] = []
  const client = new RPCClient({
    identity,
    endpoint: options.endpoint ?? `ws://127.0.0.1:${server.ocppPort}`,
    protocols: [protocol, ...alsoOffered],
    strictMode: [protocol, ...alsoOffered].filter((word) => known.has(word)),
    strictModeValidators: protocol === 'ocpp2.1' ? [latest()] : [],
    reconnect: false,
    maxReconnects: 0,
    callTimeoutMs: 10_000,
    callConcurrency: 1,
    pingIntervalMs: 0,
    deferPingsOnActivity: false,
    respondWithDetailedErrors: true,
    maxBadMessages: Number.POSITIVE_INFINITY,
    password: typeof options.password === 'string' ? options.password : null,
    wsOpts: tls,
    headers: typeof options.password === 'object' ? basic(identity, options.password) : {},
    backoff: { initialDelay: 100, maxDelay: 200, factor: 2, randomisationFactor: 0 },
  })
  client.on('strictValidationFailure', ({ method, error }) => {
    violations.push(`${method}: ${error}`)
  })
  client.on('badMessage', ({ error }) => void violations.push(String(error)))
  client.handle(async ({ method = '', params }) => {
    received.push({ action: method, payload: params })
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined
    if (handler === undefined) throw createRPCError('NotImplemented')
    calls.push(method)
    return { ...handler(params) }
  })
  const ended = new Promise<void>((resolve) => void client.once('close', () => resolve()))
  await client.connect()
  const leave = async () => {
    await client.close({ code: 1000, reason: '', awaitPending: false, force: true })
  }
  return {
    violations,
    calls,
    received,
    protocol: client.protocol,
    ended,
    leave,
    call: (action, payload = {}) => client.call(action, payload),
    [Symbol.asyncDispose]: leave,
  }
}

/** The header of a password that is no text. */
function basic(identity: string, password: Buffer): { readonly authorization: string } {
  const pair = Buffer.concat([Buffer.from(`${identity}:`), password])
  return { authorization: `Basic ${pair.toString('base64')}` }
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
