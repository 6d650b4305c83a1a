import { coreTraits, type StationEvent, type Traits } from '../model.ts'
import { EventTraits } from './event_traits.ts'
import { OwnIds } from './own_ids.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** Whether an event of a station with these traits means what it says, to everybody. */
export function isPlain({ kind }: StationEvent, { meter }: Traits): boolean {
  return meter === coreTraits.meter && kind !== 'Metered' && kind !== 'TransactionEnded'
}

/** What meaning needs. */
export interface MeaningOptions {
  readonly deps: StationDeps
  /** Takes what is found out later. */
  learn(events: readonly StationEvent[]): void
}

/** What the events of a station mean; made for those that say something that is not plain. */
export class Meaning {
  readonly #station: Station
  readonly #ids: OwnIds
  readonly #options: MeaningOptions
  #events: EventTraits | undefined

  constructor(station: Station, options: MeaningOptions) {
    this.#station = station
    this.#ids = new OwnIds(station, options.deps)
    this.#options = options
  }

  /** The events it means: under the ids of the host, and by the traits of the station. */
  of(event: StationEvent): readonly StationEvent[] {
    const named = this.#ids.named(event)
    const { meter } = this.#station.traits
    if (meter === coreTraits.meter) return [named]
    const { deps, learn } = this.#options
    const { connectors } = this.#station
    this.#events ??= new EventTraits({ clock: deps.clock, connectors, learn })
    return this.#events.shape(named, meter)
  }
}
