import * as assert from 'uvu/assert'
import * as v from 'valibot'
import type { TestAuthority } from '../support/certificates.ts'
import {
  connectStation,
  type Handlers,
  type RealStation,
  type Who,
} from '../support/real_station.ts'
import type { Reply, TestServer, Values } from '../support/server.ts'
import type { TestClock } from '../support/test_clock.ts'
import type { SharedServer } from './servers.ts'

/** What a card is worth, as the API takes it. */
export interface CardEntry {
  readonly status?: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid'
  /** Seconds from now. */
  readonly expiresIn?: number
  readonly parent?: string
}

/** How a station connects for a trial; by default as the station of the trial, over the plain port. */
export type Connecting = Partial<Who> & { readonly answers?: Handlers }

/** How a station connects over TLS. */
export type OverTls = Required<Pick<Who, 'endpoint' | 'tls'>>

/** Who a trial is for. */
export interface TrialOptions {
  readonly shared: SharedServer
  /** Differs from that of every other trial at the same server. */
  readonly number: number
  readonly protocol: string
}

const record = v.record(v.string(), v.unknown())
const records = v.array(record)

/** One run of one case: a station of its own at a shared server, the host as its users see it. */
export class Trial implements AsyncDisposable {
  /** Identity of the station. */
  readonly id: string
  readonly server: TestServer
  readonly clock: TestClock
  readonly #authority: TestAuthority | undefined
  readonly #protocol: string
  readonly #number: number
  readonly #stations: RealStation[] = []
  #cards = 0

  constructor({ shared, number, protocol }: TrialOptions) {
    this.id = `CS${number}`
    this.server = shared.server
    this.clock = shared.clock
    this.#authority = shared.authority
    this.#number = number
    this.#protocol = protocol
  }

  /** Whose certificates the server has and believes. @throws Error when it does not speak TLS */
  get authority(): TestAuthority {
    if (this.#authority !== undefined) return this.#authority
    throw new Error('This server does not speak TLS: the case must say server: tls')
  }

  /** Connects over TLS; a certificate is shown where a name is given. */
  async overTls(name?: string): Promise<OverTls> {
    const endpoint = `wss://localhost:${this.server.tlsPort}`
    return { endpoint, tls: { ...(await this.authority.station(name)) } }
  }

  /** Connects a station that is played by others' code and checks every message by the schemas. */
  async connect({ answers = {}, ...who }: Connecting = {}): Promise<RealStation> {
    const all: Who = { identity: this.id, protocol: this.#protocol, ...who }
    const station = await connectStation(this.server, all, answers)
    this.#stations.push(station)
    return station
  }

  /** Tries to connect, and resolves with the HTTP status, or else the error code, of the refusal. */
  async refused(how: Connecting): Promise<unknown> {
    try {
      await this.connect(how)
    } catch (error) {
      return error instanceof Error ? Reflect.get(error, 'code') : error
    }
    throw new Error('The connection is not refused')
  }

  /** Calls the station as the host, and resolves with its answer. */
  async tell(action: string, payload: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.ask(action, payload)
    assert.is(reply.status, 200, `${action} is answered: ${JSON.stringify(reply.body)}`)
    return v.parse(record, reply.body)
  }

  /** Calls the station as the host, whatever comes of it. */
  ask(action: string, payload: object = {}): Promise<Reply> {
    return this.server.post(`/api/v1/stations/${this.id}/calls/${action}`, payload)
  }

  /** Writes an item of a connector as a user, and checks that it was taken. */
  async write(key: string, value: unknown, connector = 1): Promise<void> {
    const reply = await this.server.write(`${this.id}:${connector}`, key, value)
    assert.is(reply.status, 200, `${key} is written: ${JSON.stringify(reply.body)}`)
  }

  /** Checks that these items of a connector have these values over HTTP. */
  async shows(values: Values, connector = 1): Promise<void> {
    const all = await this.server.values(`${this.id}:${connector}`)
    assert.equal(pick(all, values), values, `the items of connector ${connector}`)
  }

  /** Checks that the station has these members over HTTP. */
  async showsStation(members: Readonly<Record<string, unknown>>): Promise<void> {
    assert.equal(pick(await this.station(), members), members, 'the station')
  }

  /** Checks that the guard of the station has these members over HTTP. */
  async showsSecurity(members: Readonly<Record<string, unknown>>): Promise<void> {
    const security = v.parse(record, (await this.station()).security)
    assert.equal(pick(security, members), members, 'the security of the station')
  }

  /** The station as the API shows it. */
  async station(): Promise<Readonly<Record<string, unknown>>> {
    return v.parse(record, await this.read(`/stations/${this.id}`))
  }

  /** Checks the operations of the station, each with its words as plain text. */
  async showsOperations(...expected: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const all = await this.records(`/stations/${this.id}/operations`)
    const shown = all.map((one, i) => ({
      ...pick(one, expected[i] ?? one),
      ...(expected[i]?.words === undefined ? {} : { words: statuses(one.words) }),
    }))
    assert.equal(shown, expected, 'the operations')
  }

  /** Checks the starts from afar that the station was asked for. */
  async showsRemoteStarts(
    ...expected: readonly Readonly<Record<string, unknown>>[]
  ): Promise<void> {
    const all = await this.records(`/stations/${this.id}/remote-starts`)
    assert.equal(
      all.map((one, i) => pick(one, expected[i] ?? one)),
      expected,
      'the starts from afar',
    )
  }

  /** Checks the last notices of the station: their actions and payloads. */
  async showsNotices(...expected: readonly (readonly [string, unknown])[]): Promise<void> {
    const all = await this.records(`/stations/${this.id}/notices`)
    const last = all.slice(-expected.length).map(({ action, payload }) => [action, payload])
    assert.equal(last, expected, 'the notices')
  }

  /** Records of the station under a path of the API. */
  async records(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return v.parse(records, await this.read(path))
  }

  /** What the API has under a path. */
  async read(path: string): Promise<unknown> {
    const { status, body } = await this.server.get(`/api/v1${path}`)
    assert.is(status, 200, `GET ${path}: ${JSON.stringify(body)}`)
    return body
  }

  /** Makes a card known, and resolves with its number. */
  async card({ expiresIn, ...entry }: CardEntry = {}): Promise<string> {
    const idTag = this.unknownCard()
    const expiry = expiresIn === undefined ? {} : { expiry: this.time(expiresIn) }
    const { status } = await this.server.put(`/api/v1/tokens/${idTag}`, { ...entry, ...expiry })
    assert.is(status, 201)
    return idTag
  }

  /** The number of a card that nobody knows. */
  unknownCard(): string {
    this.#cards += 1
    return `CARD-${this.#number}-${this.#cards}`
  }

  /** Sets what a station, by default that of the trial, must prove when it connects. */
  async credentials(wish: object, station = this.id): Promise<void> {
    const { status, body } = await this.server.put(`/api/v1/stations/${station}/credentials`, wish)
    assert.is(status, 200, JSON.stringify(body))
  }

  /** The present moment plus seconds, as stations write it. */
  time(plus = 0): string {
    return new Date(this.clock.now() + plus * 1000).toISOString()
  }

  /** Lets seconds pass. */
  pass(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000)
  }

  /** Resolves when the condition holds; rejects, naming it, when it does not in time. */
  until(condition: () => boolean, what: string): Promise<void> {
    return this.server.until(condition, what)
  }

  /** Checks what must hold of every trial: all that was said was right by the schemas. */
  check(): void {
    for (const { violations } of this.#stations) assert.equal(violations, [], 'by the schemas')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#stations.map((station) => station.leave()))
  }
}

const words = v.array(v.object({ status: v.string() }))

function statuses(value: unknown): readonly string[] {
  return v.parse(words, value).map(({ status }) => status)
}

/** The members of `all` that `wanted` has too; what is missing is `undefined`. */
export function pick(
  all: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key]]))
}
