import type { Notice } from '../../station/notices.ts'
import type { Reservation } from '../../station/reservations.ts'

export type { Notice, Reservation }

/** What the HTTP API needs of the records of a station. */
export interface RecordsPort {
  /** Reservations of a station, the latest last; none when it is unknown. */
  reservations(station: string): readonly Reservation[]
  /** The last notices of a station, the latest last; none when it is unknown. */
  notices(station: string): readonly Notice[]
}
