import type { Clock } from './clock.ts'
import type { RecordsPort } from './http/ports/records.ts'
import type { Hub } from './station/hub.ts'

/** The records of stations as others see them. */
export function recordsOf({
  hub,
  clock,
}: {
  readonly hub: Hub
  readonly clock: Clock
}): RecordsPort {
  return {
    reservations: (id) => hub.station(id)?.station.records.reservations.list(clock.now()) ?? [],
    notices: (id) => hub.station(id)?.station.records.notices.list() ?? [],
  }
}
