import type { Authorization, Dialect, Host } from '../../../runtime/dialect/dialect.ts'
import { type Facts, newStationFacts, type StationEvent } from '../../../runtime/model.ts'
import { Connectors } from '../../../runtime/station/connectors.ts'

/** What a bench begins with. */
export interface BenchOptions {
  /** Decides about cards; accepts all of them by default. */
  readonly authorize?: (idTag: string) => Authorization
  /** ms since the epoch. */
  readonly now?: number
}

/** The way from a payload to facts, with nothing around it. */
export class Bench {
  readonly counted: string[] = []
  now: number
  readonly #dialect: Dialect
  readonly #connectors: Connectors
  readonly host: Host

  constructor(dialect: Dialect, options: BenchOptions = {}) {
    const { authorize = () => ({ status: 'Accepted', known: true }), now = benchStart } = options
    this.#dialect = dialect
    this.now = now
    const nothing = () => undefined
    this.#connectors = new Connectors(newStationFacts('CP1'), { onNew: nothing, onGone: nothing })
    const bench = this
    this.host = {
      get now() {
        return bench.now
      },
      heartbeatInterval: 60,
      authorize,
      authorizeStart: authorize,
      sawCard: () => undefined,
      startTransaction: () => 1,
      count: (what) => void this.counted.push(what),
      takesData: () => false,
      timeZone: 0,
      facts: (connector) => this.#connectors.get(connector)?.facts,
      outlets: () => [...this.#connectors.outlets()].map(({ facts }) => facts),
      ofTransaction: (id) => this.#connectors.ofTransaction(id)?.facts,
    }
  }

  /** Handles a call and folds what it means; answers the payload of the reply. */
  tell(action: string, payload: unknown): unknown {
    const { reply, events } = this.handle(action, payload)
    for (const event of events) this.#connectors.apply(event)
    return JSON.parse(reply)
  }

  /** Handles a call without folding anything. @throws RpcError */
  handle(action: string, payload: unknown): { reply: string; events: readonly StationEvent[] } {
    const row = this.#dialect.inbound.get(action)
    if (row === undefined) throw new Error(`No row for ${action}`)
    return row.handle(payload, this.host)
  }

  /** Facts of a connector. @throws Error when it is not known */
  facts(connector = 1): Facts {
    const facts = this.#connectors.get(connector)?.facts
    if (facts === undefined) throw new Error(`No connector ${connector}`)
    return facts
  }

  /** Numbers of the connectors from 1 up. */
  outlets(): readonly number[] {
    return [...this.#connectors.outlets()].map(({ facts }) => facts.connector).sort((a, b) => a - b)
  }

  /** Status word of a connector. */
  status(connector = 1): string | undefined {
    return this.facts(connector).status?.status
  }

  /** Lets seconds pass. */
  pass(seconds: number): void {
    this.now += seconds * 1000
  }

  /** The present moment as stations write it. */
  get time(): string {
    return new Date(this.now).toISOString()
  }
}

/** Where the time of a bench starts. */
export const benchStart = Date.UTC(2026, 10, 22, 12, 0, 0)
