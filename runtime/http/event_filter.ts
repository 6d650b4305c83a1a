import type { Item } from '../descriptor/schema.ts'
import type { DeviceState, RuntimePort } from './port.ts'
import { Problem, quoted } from './problems.ts'

/** Which changes a reader wants. */
export interface EventFilter {
  /** Equal for equal filters. */
  readonly name: string
  /** Whether anything of the device with this address is wanted. */
  takes(address: string): boolean
  /** Whether this item is wanted, of devices that are. */
  wants(item: Item): boolean
  /** Whether events about a station, or about none, are wanted. */
  concerns(station: string | undefined): boolean
  /** The devices that can match now. */
  devices(port: RuntimePort): Iterable<DeviceState>
}

/**
 * A filter from addresses (`station:connector`, or `station:*` for all of a station) and item keys;
 * an empty list takes everything.
 */
export function eventFilter(addresses: readonly string[], keys: readonly string[]): EventFilter {
  const wrong = addresses.find((address) => !/^.+:(\d+|\*)$/s.test(address))
  if (wrong !== undefined) {
    const message = `${quoted(wrong)} is neither station:connector nor station:*`
    throw new Problem('bad-query', `Cannot filter by address: ${message}`, {
      errors: [{ path: 'address', message }],
    })
  }
  const stations = new Set(addresses.filter((a) => a.endsWith(':*')).map(stationOf))
  const exact = new Set(addresses.filter((a) => !a.endsWith(':*')))
  const wanted = new Set(keys)
  const takes = (address: string) =>
    addresses.length === 0 ||
    exact.has(address) ||
    (stations.size > 0 && stations.has(stationOf(address)))
  return {
    name: JSON.stringify([[...new Set(addresses)].sort(), [...wanted].sort()]),
    takes,
    wants: ({ key }) => wanted.size === 0 || wanted.has(key),
    concerns(station) {
      if (wanted.size > 0) return false
      return addresses.length === 0 || (station !== undefined && stations.has(station))
    },
    devices(port) {
      if (addresses.length === 0 || stations.size > 0) {
        return port.devices().filter(({ address }) => takes(address))
      }
      return [...exact].flatMap((address) => port.device(address) ?? [])
    },
  }
}

function stationOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'))
}
