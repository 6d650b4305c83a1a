import type { Clock } from '../clock.ts'
import type { Outgoing } from './backlog.ts'
import type { Configuration } from './configuration.ts'
import type { PartEvent } from './events.ts'
import type { ProfileStore } from './profiles.ts'

/** What a connector needs of its station. */
export interface ConnectorHost {
  /** Real time, for what is told to the server. */
  readonly clock: Clock
  /** Time as fast as the simulation wants it, for what happens at the station. */
  readonly pace: Clock
  readonly configuration: Configuration
  readonly profiles: ProfileStore
  /** Connectors that charge now and share the station's supply. */
  sharers(): number
  call(out: Outgoing): void
  emit(event: PartEvent): void
}

/** A reservation: its card, and the group whose cards may use it too. */
export interface Reservation {
  readonly id: number
  readonly idTag: string
  readonly parent?: string | undefined
}
