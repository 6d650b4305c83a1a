import type { Host } from '../dialect/dialect.ts'
import type { Station, StationDeps } from './station.ts'

/** What the host decides while a station's call is answered; `now` is set anew before each. */
export function hostOf(station: Station, deps: StationDeps): Host & { now: number } {
  return {
    now: 0,
    get heartbeatInterval() {
      return deps.heartbeatInterval(station)
    },
    authorize: (idTag) => deps.authorize(station, idTag),
    startTransaction: (start) => deps.startTransaction(station, start),
    count: (what) => station.counters.count(what),
    takesData: (vendorId) => takesData(station.traits.transport.dataVendors, vendorId),
    get timeZone() {
      return station.traits.meter.timeZone
    },
  }
}

function takesData(vendors: readonly string[], vendorId: string): boolean {
  return vendors.some((v) => v === '*' || v.toLowerCase() === vendorId.toLowerCase())
}
