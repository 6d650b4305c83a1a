import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'
import type { Dialect } from '../../runtime/dialect/dialect.ts'
import { silentLog } from '../../runtime/log.ts'
import type { Facts } from '../../runtime/model.ts'
import { Message } from '../../runtime/rpc/message.ts'
import { createRuntime, type Runtime } from '../../runtime/runtime.ts'
import { loadSettings } from '../../runtime/settings/load.ts'
import type { Connection } from '../../runtime/station/connection.ts'
import type { Station } from '../../runtime/station/station.ts'
import { TestClock } from '../support/test_clock.ts'

/** As bytes, messages like those before are recognized; as text, each is parsed. */
export type Way = 'bytes' | 'text'

const id = 'CP1'

/** One station at a runtime of its own, that hears the same messages as its twin in another way. */
export class Twin {
  readonly clock = new TestClock()
  /** Calls that were recognized. */
  recognized = 0
  readonly #way: Way
  readonly #runtime: Runtime
  readonly #station: Station
  readonly #connection: Connection
  #sent: string[] = []

  private constructor(way: Way, runtime: Runtime, dialect: Dialect) {
    this.#way = way
    this.#runtime = runtime
    const transport = { send: (text: string) => void this.#sent.push(text), close: () => undefined }
    const { station, connection } = runtime.hub.connect(id, transport, dialect)
    this.#station = station
    this.#connection = connection
    const { link } = connection
    const take = link.take.bind(link)
    link.take = (frame, message) => {
      this.recognized++
      return take(frame, message)
    }
  }

  /** A station that speaks this version. */
  static async open(way: Way, dialect: Dialect): Promise<Twin> {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const flags = { ddf: `${root}ddf`, plugins: `${root}no-such-folder` }
    const { settings } = loadSettings({ flags, env: {}, readFile: () => undefined, cwd: root })
    const clock = new TestClock()
    const twin = new Twin(
      way,
      await createRuntime({ settings, log: silentLog, clock, plugins: [] }),
      dialect,
    )
    return Object.assign(twin, { clock })
  }

  /** Takes a message; what was sent since the one before it. */
  hear(text: string): readonly string[] {
    const message = new Message(this.#way === 'text' ? text : Buffer.from(text))
    this.#station.receive(this.#connection, message)
    const sent = this.#sent
    this.#sent = []
    return sent
  }

  /** All that is known of the station: facts, items, counts, last messages. */
  state(): unknown {
    const { facts, connectors, counters, messages } = this.#station
    const items = this.#runtime.devices().map((device) => [device.address, [...device.items()]])
    const known = [...connectors.outlets(), connectors.get(0)].flatMap((connector) =>
      connector === undefined ? [] : [plain(connector.facts)],
    )
    return {
      station: { ...facts, configuration: [...facts.configuration] },
      known,
      items: items.map(([address, list]) => [address, list]),
      counters: counters.toRecord(),
      messages: messages.list(),
    }
  }

  /** Ends the runtime. */
  close(): Promise<void> {
    return this.#runtime.close()
  }
}

function plain({ station: _, samples, configuration, ...facts }: Facts): unknown {
  return { ...facts, samples: [...samples], configuration: [...(configuration ?? [])] }
}
