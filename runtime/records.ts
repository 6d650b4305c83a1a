import type { Clock } from './clock.ts'
import type { RecordsPort } from './http/ports/records.ts'
import type { Hub } from './station/hub.ts'
import type { Station } from './station/station.ts'

/** Time for which stations wait for the cable where they do not say, ms. */
const usualPatience = 120_000

/** The records of stations as others see them. */
export function recordsOf({
  hub,
  clock,
}: {
  readonly hub: Hub
  readonly clock: Clock
}): RecordsPort {
  const stationOf = (id: string) => hub.station(id)?.station
  return {
    reservations: (id) => stationOf(id)?.records.reservations.list(clock.now()) ?? [],
    notices: (id) => stationOf(id)?.records.notices.list() ?? [],
    remoteStarts(id) {
      const station = stationOf(id)
      return station?.records.remoteStarts.list(clock.now(), patienceOf(station)) ?? []
    },
  }
}

function patienceOf({ connection, facts }: Station): number {
  const key = connection?.dialect.keys.startTimeout.toLowerCase()
  const said = key === undefined ? undefined : facts.configuration.get(key)?.value
  return said === undefined ? usualPatience : Number(said) * 1000 || usualPatience
}
