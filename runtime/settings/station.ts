import type { Settings } from './schema.ts'

/** What is fixed for one station. */
export type StationSettings = Settings['stations'][string]

/** What is fixed for this station, if anything is. */
export function stationSettings({ stations }: Settings, id: string): StationSettings | undefined {
  return Object.hasOwn(stations, id) ? stations[id] : undefined
}
