import type { Device } from './device.ts'
import type { Station } from './station.ts'

/** Told of everything that changed and is to survive the process. */
export interface Survival {
  /** Identity, configuration or set-up of a station changed, or it went away. */
  station(station: Station): void
  /**
   * Facts of a connector of it changed; without a number those of any.
   * @param urgent whether that belongs to what is acknowledged with the next answer
   */
  connector(station: Station, number?: number, urgent?: boolean): void
  /** A connector turned out not to exist. */
  connectorGone(station: Station, number: number): void
  /** Something was written to an item, or is to be sent later. */
  written(device: Device): void
  /** It is not known any more. */
  forgotten(station: Station): void
}

/** Nothing survives. */
export const noSurvival: Survival = {
  station: () => undefined,
  connector: () => undefined,
  connectorGone: () => undefined,
  written: () => undefined,
  forgotten: () => undefined,
}
