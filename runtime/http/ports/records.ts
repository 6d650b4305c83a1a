import type { Notice } from '../../station/notices.ts'
import type { RemoteStart } from '../../station/remote_starts.ts'
import type { Reservation } from '../../station/reservations.ts'

export type { Notice, RemoteStart, Reservation }

/** What the HTTP API needs of the records of a station. */
export interface RecordsPort {
  /** Reservations of a station, the latest last; none when it is unknown. */
  reservations(station: string): readonly Reservation[]
  /** Starts that were asked for from afar, the latest last; none when the station is unknown. */
  remoteStarts(station: string): readonly RemoteStart[]
  /** The last notices of a station, the latest last; none when it is unknown. */
  notices(station: string): readonly Notice[]
}
