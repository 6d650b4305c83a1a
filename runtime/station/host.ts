import type { Authorization, Host, Speaker, TransactionStart } from '../dialect/dialect.ts'
import type { Facts, TransactionId } from '../model.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What the host decides while a station's call is answered, and what it knows of the station. */
export class StationHost implements Host, Speaker {
  /** ms since the epoch; set anew before each call. */
  now = 0
  readonly #station: Station
  readonly #deps: StationDeps
  /** Is handed on by itself. */
  readonly count = (what: string): void => this.#station.counters.count(what)

  constructor(station: Station, deps: StationDeps) {
    this.#station = station
    this.#deps = deps
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
}
