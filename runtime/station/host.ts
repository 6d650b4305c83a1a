import type { Clock } from '../clock.ts'
import type { Authorization, Host, Speaker, TransactionStart } from '../dialect/dialect.ts'
import type { Facts, TransactionId } from '../model.ts'
import type { Connector, ConnectorHooks } from './connector.ts'
import type { InboundHost } from './inbound.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What the host decides while a station's call is answered, and what it knows of the station. */
export class StationHost implements Host, Speaker, ConnectorHooks, InboundHost {
  /** ms since the epoch; set anew before each call. */
  now = 0
  readonly #station: Station
  readonly #deps: StationDeps
  #count: ((what: string) => void) | undefined

  constructor(station: Station, deps: StationDeps) {
    this.#station = station
    this.#deps = deps
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  /** Is handed on by itself. */
  get count(): (what: string) => void {
    this.#count ??= (what) => this.#station.counters.count(what)
    return this.#count
  }

  get heartbeatInterval(): number {
    return this.#deps.heartbeatInterval(this.#station)
  }

  get timeZone(): number {
    return this.#station.traits.meter.timeZone
  }

  authorize(idTag: string): Authorization {
    return this.#deps.authorize(this.#station, idTag)
  }

  authorizeStart(idTag: string, transaction: TransactionId): Authorization {
    return this.#deps.authorizeStart(this.#station, idTag, transaction)
  }

  sawCard(idTag: string, kind: string): void {
    this.#deps.cardKinds.put(idTag, kind)
  }

  cardKind(idTag: string): string | undefined {
    return this.#deps.cardKinds.get(idTag)
  }

  startTransaction(start: TransactionStart): number {
    return this.#deps.startTransaction(this.#station, start)
  }

  takesData(vendorId: string): boolean {
    const { dataVendors } = this.#station.traits.transport
    return dataVendors.some((v) => v === '*' || v.toLowerCase() === vendorId.toLowerCase())
  }

  newId(): number {
    return this.#deps.newId()
  }

  facts(connector: number): Facts | undefined {
    return this.#station.connectors.get(connector)?.facts
  }

  outlets(): readonly Facts[] {
    return this.#station.connectors.outlets().map(({ facts }) => facts)
  }

  ofTransaction(id: TransactionId): Facts | undefined {
    return this.#station.connectors.ofTransaction(id)?.facts
  }

  store(stored: (error?: Error) => void): boolean {
    return this.#deps.store(stored)
  }

  hasRoom(): boolean {
    return this.#deps.hasRoom()
  }

  onNew(connector: Connector): void {
    this.#deps.onConnector(this.#station, connector)
  }

  onGone(connector: Connector): void {
    this.#deps.onConnectorGone(this.#station, connector)
  }
}
