import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'
import type { Dialect } from '../../runtime/dialect/dialect.ts'
import { silentLog } from '../../runtime/log.ts'
import type { Plugin } from '../../runtime/plugin/plugin.ts'
import { Message } from '../../runtime/rpc/message.ts'
import { createRuntime, type Runtime } from '../../runtime/runtime.ts'
import { Inbox } from '../../runtime/serve/inbox.ts'
import { loadSettings } from '../../runtime/settings/load.ts'
import type { Connection } from '../../runtime/station/connection.ts'
import type { Station } from '../../runtime/station/station.ts'
import type { Store } from '../../runtime/storage/store.ts'
import { TestClock, turn } from '../support/test_clock.ts'

/** Messages of one turn are handled in a round, as bytes; or each by itself, as text. */
export type Order = 'together' | 'alone'

/** A message of the station with this number; without a text the station comes back over a new connection. */
export interface Said {
  readonly by: number
  readonly text: string | undefined
}

/** What a fleet is made with. */
export interface FleetOptions {
  readonly order: Order
  readonly dialect: Dialect
  readonly store: Store
  readonly stations: number
  readonly plugins: readonly Plugin[]
}

/** Stations at a runtime of their own, of which several say something in one turn of the event loop. */
export class Fleet {
  readonly clock: TestClock
  readonly #order: Order
  readonly #runtime: Runtime
  readonly #inbox: Inbox<Message>
  readonly #members: readonly Member[]

  private constructor(runtime: Runtime, clock: TestClock, options: FleetOptions) {
    const { order, dialect, stations } = options
    this.clock = clock
    this.#order = order
    this.#runtime = runtime
    this.#inbox = new Inbox(runtime.hub.rounds)
    const parts = { runtime, dialect, inbox: this.#inbox }
    this.#members = Array.from({ length: stations }, (_, i) => new Member(`CP${i}`, parts))
  }

  /** Stations that are connected. */
  static async open(options: FleetOptions): Promise<Fleet> {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const flags = { ddf: `${root}ddf`, plugins: `${root}no-such-folder` }
    const { settings } = loadSettings({ flags, env: {}, readFile: () => undefined, cwd: root })
    const clock = new TestClock()
    const { store, plugins } = options
    const runtime = await createRuntime({ settings, log: silentLog, clock, plugins, store })
    return new Fleet(runtime, clock, options)
  }

  /** Calls that were put off until the end of their round. */
  get putOff(): number {
    return this.#members.reduce((sum, { putOff }) => sum + putOff, 0)
  }

  /** Takes what is said in one turn; resolves when all that comes of it is over. */
  async hear(all: readonly Said[]): Promise<void> {
    for (const { by, text } of all) {
      const member = this.#members[by]
      if (member === undefined) continue
      if (this.#order === 'alone') member.deliver(new Message(text ?? ''))
      else this.#inbox.push(member, new Message(Buffer.from(text ?? '')))
    }
    this.#inbox.drain()
    for (let i = 0; i < 3; i++) await turn()
    await Promise.all(this.#members.map(({ station }) => station.idle))
    await turn()
  }

  /** What was sent to each since this was asked last. */
  sent(): readonly (readonly string[])[] {
    return this.#members.map(({ sent }) => sent.splice(0).map(ofBoth))
  }

  /** All that is known of the stations. */
  async state(): Promise<unknown> {
    const stations = this.#members.map(({ station }) => station)
    return {
      transactions: await this.transactions(),
      items: new Map(this.#runtime.devices().map((one) => [one.address, [...one.items()]])),
      counters: stations.map(({ counters }) => counters.toRecord()),
      messages: stations.map(({ messages }) => messages.list().filter(isReceived)),
    }
  }

  /** All that is recorded of transactions. */
  async transactions(): Promise<unknown> {
    const { transactions } = await this.#runtime.transactions({}, { limit: 500 })
    const ids = transactions.map(({ id }) => id).sort()
    return Promise.all(ids.map((id) => this.#runtime.transaction(id)))
  }

  /** Ends the runtime. */
  close(): Promise<void> {
    return this.#runtime.close()
  }
}

interface MemberParts {
  readonly runtime: Runtime
  readonly dialect: Dialect
  readonly inbox: Inbox<Message>
}

class Member {
  readonly station: Station
  readonly sent: string[] = []
  putOff = 0
  readonly #id: string
  readonly #parts: MemberParts
  #connection: Connection

  constructor(id: string, parts: MemberParts) {
    this.#id = id
    this.#parts = parts
    const { station, connection } = this.#connect()
    this.station = station
    this.#connection = connection
    const { reception } = station
    const putOff = reception.putOff.bind(reception)
    reception.putOff = (job) => {
      this.putOff += 1
      putOff(job)
    }
  }

  deliver(message: Message): void {
    if (message.text === '') this.#connection = this.#connect().connection
    else this.station.receive(this.#connection, message)
  }

  write(text: string): void {
    this.sent.push(text)
  }

  #connect() {
    const { runtime, dialect, inbox } = this.#parts
    const transport = { send: (text: string) => inbox.post(this, text), close: () => undefined }
    return runtime.hub.connect(this.#id, transport, dialect)
  }
}

/** Ids of own calls depend on which station is called first. */
function ofBoth(text: string): string {
  return text.startsWith('[2,') ? String(JSON.parse(text)[2]) : text
}

function isReceived({ direction }: { readonly direction: string }): boolean {
  return direction === 'in'
}
