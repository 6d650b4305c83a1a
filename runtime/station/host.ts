import type { Host, Knowledge } from '../dialect/dialect.ts'
import type { Connectors } from './connectors.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

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
    ...knowledgeOf(station.connectors),
  }
}

/** What a dialect may look at. */
export function knowledgeOf(connectors: Connectors): Knowledge {
  return {
    facts: (connector) => connectors.get(connector)?.facts,
    outlets: () => [...connectors.outlets()].map(({ facts }) => facts),
    ofTransaction: (id) => connectors.ofTransaction(id)?.facts,
  }
}

function takesData(vendors: readonly string[], vendorId: string): boolean {
  return vendors.some((v) => v === '*' || v.toLowerCase() === vendorId.toLowerCase())
}
