import type { Device } from '../station/device.ts'
import type { Station } from '../station/station.ts'
import type { Survival } from '../station/survival.ts'
import type { Writes } from '../storage/writes.ts'
import type { Behind } from './behind.ts'
import type { Documents } from './documents.ts'

/** What storing needs. */
export interface StoredSurvivalOptions {
  readonly writes: Pick<Writes, 'add'>
  readonly behind: Behind
  readonly documents: Documents
}

/** Has stored what is to survive: behind, and with a transaction also when that is acknowledged. */
export class StoredSurvival implements Survival {
  readonly #options: StoredSurvivalOptions

  constructor(options: StoredSurvivalOptions) {
    this.#options = options
  }

  station({ id }: Station): void {
    this.stationById(id)
  }

  /** The same, by identity. */
  stationById(id: string): void {
    const { behind, documents } = this.#options
    behind.mark(`station ${id}`, () => documents.station(id))
  }

  connector(station: Station, number?: number, urgent = false): void {
    if (number !== undefined) return this.#connector(station, number, urgent)
    this.#connector(station, 0, urgent)
    for (const { facts } of station.connectors.outlets()) {
      this.#connector(station, facts.connector, urgent)
    }
  }

  connectorGone({ id }: Station, number: number): void {
    const { behind, documents } = this.#options
    behind.mark(`connector ${id}:${number}`, () => documents.connector(id, number))
    behind.mark(`restore ${id}:${number}`, () => documents.items(id, number))
  }

  written({ facts }: Device): void {
    const { behind, documents } = this.#options
    const { station, connector } = facts
    const { id } = station
    behind.mark(`restore ${id}:${connector}`, () => documents.items(id, connector))
  }

  forgotten(station: Station): void {
    const { id, connectors } = station
    this.stationById(id)
    this.connectorGone(station, 0)
    for (const { facts } of connectors.outlets()) this.connectorGone(station, facts.connector)
  }

  #connector({ id, connectors }: Station, number: number, urgent: boolean): void {
    const { behind, writes, documents } = this.#options
    const connector = connectors.get(number)
    // Most messages are of one that changed a moment ago, too.
    if (!urgent && connector !== undefined && behind.waits(connector)) return
    if (urgent) writes.add(documents.connector(id, number))
    const change = () => documents.connector(id, number)
    behind.mark(`connector ${id}:${number}`, change, connector)
  }
}
