import type { Log } from '../log.ts'
import type { Station } from './station.ts'

/** What is said in the log of the coming and going of stations. */
export function stationLog(log: Log) {
  return {
    connected: ({ id: station, protocol }: Station) =>
      log.info({ station, protocol }, 'Station connected'),
    disconnected: ({ id: station }: Station) => log.info({ station }, 'Station disconnected'),
    booted: ({ id: station, facts }: Station) =>
      log.info({ station, ...facts.identity }, 'Station booted'),
    defect: ({ id: station }: Station, error: unknown, frame: string) =>
      log.error({ station, error, frame: frame.slice(0, 500) }, 'A frame broke us'),
  }
}
