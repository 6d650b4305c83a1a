import type * as v from 'valibot'
import type { Hub } from '../station/hub.ts'
import type { Keeper } from '../station/keeper.ts'
import { type ConnectorDocument, reviveConnector } from './connector_document.ts'
import type { itemsDocument } from './items_document.ts'
import { reviveStation, type StationDocument } from './station_document.ts'

/** What was stored, by station or by `ChargepointID:ConnectorID`. */
export interface Saved {
  readonly stations: ReadonlyMap<string, StationDocument>
  readonly connectors: ReadonlyMap<string, ConnectorDocument>
  readonly items: ReadonlyMap<string, v.InferOutput<typeof itemsDocument>>
}

/** Makes stations and devices what they were; they are offline until they come back. */
export function reviveAll(hub: Hub, { stations, connectors, items }: Saved): void {
  for (const [id, document] of stations) reviveStation(hub.know(id), document)
  for (const [address, document] of connectors) {
    const { station: id, connector: number } = placeOf(address)
    const keeper = hub.know(id)
    keeper.station.facts.seen = true
    const connector = keeper.station.connectors.ensure(number)
    if (connector === undefined) continue
    reviveConnector(connector, document)
    const outlet = outletOf(keeper, number)
    if (outlet !== undefined) outlet.learned = document.learned
  }
  for (const [address, document] of items) reviveItems(hub, address, document)
  for (const keeper of hub.stations()) {
    keeper.update()
    // What is wanted of it may be another by now, which shows when it connects.
    keeper.arrival.setUpFor = stations.get(keeper.station.id)?.setUpFor
  }
}

function reviveItems(
  hub: Hub,
  address: string,
  { items }: v.InferOutput<typeof itemsDocument>,
): void {
  const { station, connector } = placeOf(address)
  const keeper = hub.station(station)
  const outlet = keeper && outletOf(keeper, connector)
  if (outlet === undefined) return
  const { device } = outlet
  for (const [key, { written, restore }] of Object.entries(items)) {
    const index = device.choice.readers.indexOf.get(key)
    if (index === undefined) continue
    if (written !== undefined) device.items.remember(index, written)
    if (restore !== undefined) outlet.writer.keep(key, restore)
  }
}

function outletOf(keeper: Keeper, connector: number) {
  return keeper.outlets.find(({ device }) => device.facts.connector === connector)
}

function placeOf(address: string): { station: string; connector: number } {
  const colon = address.lastIndexOf(':')
  return { station: address.slice(0, colon), connector: Number(address.slice(colon + 1)) }
}
