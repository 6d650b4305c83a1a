import { type Facts, inUse } from '../model.ts'
import { member } from './answer.ts'
import type { Knowledge } from './dialect.ts'

/**
 * An EVSE is a device with the number of the EVSE; each further connector of it is a device of its
 * own, numbered in hundreds: the second connector of EVSE 3 is 103, the third 203. So numbers never
 * depend on what else a station has or on what it reports first.
 */
const perConnector = 100
/** Numbers of devices end here. */
const largest = 255

/** An EVSE, and a connector of it where a message says so. */
export interface Place {
  readonly id: number
  readonly connectorId?: number
}

/** Such a place as it comes; any member may be missing. */
export interface LoosePlace {
  readonly id?: number | undefined
  readonly connectorId?: number | undefined
}

/** Number of the device that is a connector of an EVSE; `undefined` when there can be none. */
export function outletNumber(evse: number, connector: number): number | undefined {
  if (!Number.isInteger(evse) || evse < 1 || evse >= perConnector) return undefined
  if (!Number.isInteger(connector) || connector < 1) return undefined
  const number = evse + (connector - 1) * perConnector
  return number <= largest ? number : undefined
}

/** EVSE of a device; 0 is the station. */
export function evseOf(number: number): number {
  return number % perConnector
}

/** Where a device is, with the connector: some commands need both. */
export function placeOf(number: number): Required<Place> {
  return { id: evseOf(number), connectorId: Math.floor(number / perConnector) + 1 }
}

/** The EVSE of a device, and the connector only where the EVSE is known to have another. */
export function placeWhere(number: number, known: Knowledge): Place {
  const place = placeOf(number)
  return place.connectorId > 1 || onEvse(place.id, known).length > 1 ? place : { id: place.id }
}

/** Facts of the known devices of an EVSE. */
export function onEvse(evse: number, known: Knowledge): readonly Facts[] {
  if (evse < 1) return []
  const all: Facts[] = []
  for (let number = evse; number <= largest; number += perConnector) {
    const facts = known.facts(number)
    if (facts !== undefined) all.push(facts)
  }
  return all
}

/**
 * The device a message is about: 0 for the station, `undefined` when there can be none. Where it
 * names an EVSE with several connectors only, it is the one in use.
 */
export function outletOf(place: LoosePlace, known: Knowledge): number | undefined {
  const { id, connectorId } = place
  if (id === undefined) return undefined
  if (id === 0) return 0
  if (connectorId !== undefined && connectorId > 0) return outletNumber(id, connectorId)
  const outlets = onEvse(id, known)
  const used =
    outlets.find(({ transaction }) => transaction?.active === true) ??
    outlets.find(({ status }) => status !== undefined && inUse.has(status.status))
  return used?.connector ?? outletNumber(id, 1)
}

/** The only outlet of a station that has no more than one. */
export function onlyOutlet(known: Knowledge): number | undefined {
  const [first, second] = known.outlets()
  return second === undefined ? (first?.connector ?? 1) : undefined
}

/** Other devices, of those given, that are connectors of the same EVSE: one at a time charges. */
export function siblings(number: number, of: Iterable<number>): readonly number[] {
  const evse = evseOf(number)
  return [...of].filter((other) => other !== number && other > 0 && evseOf(other) === evse)
}

/** Whether a call of a station is about this device, or does not say about which. */
export function concerns(payload: unknown, number: number): boolean {
  const evse = member(payload, 'evse')
  const id = member(evse, 'id') ?? member(payload, 'evseId') ?? 0
  const connector = member(evse, 'connectorId') ?? member(payload, 'connectorId') ?? 0
  const place = placeOf(number)
  return id === 0 || (id === place.id && (connector === 0 || connector === place.connectorId))
}
