import type { StationEvent } from '../model.ts'
import { Notices } from './notices.ts'
import { RemoteStarts } from './remote_starts.ts'
import { type Reservation, Reservations } from './reservations.ts'

/** What is kept of one station for people to look up, and no item shows. */
export class StationRecords {
  readonly reservations: Reservations
  readonly remoteStarts = new RemoteStarts()
  readonly notices = new Notices()

  constructor(reservations?: readonly Reservation[]) {
    this.reservations = new Reservations(reservations)
  }

  /** Takes note of what a station reported. */
  apply(event: StationEvent): void {
    this.reservations.apply(event)
    this.remoteStarts.apply(event)
    this.notices.apply(event)
  }
}
