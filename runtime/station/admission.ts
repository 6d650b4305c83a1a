import type { Keeper } from './keeper.ts'

/** Stations kept at once; identities are free to make up, memory is not. */
export const mostStations = 10_000
/** Devices kept at once, beyond those that every station gets: numbers of connectors are free too. */
export const mostDevices = 40_000

/**
 * Makes room for a station that is not known yet: one that is away and never said who it is is
 * forgotten, the longest known first.
 * @returns whether there is room
 */
export function makeRoom(
  keepers: ReadonlyMap<string, Keeper>,
  forget: (id: string) => void,
): boolean {
  if (keepers.size < mostStations) return true
  for (const [id, { station }] of keepers) {
    const { facts } = station
    const said = facts.identity.chargePointModel ?? facts.identity.chargePointVendor
    if (!facts.seen || facts.online || said !== undefined) continue
    forget(id)
    return true
  }
  return false
}
