import type { LimitPort } from './http/ports/limits.ts'
import type { Hub } from './station/hub.ts'

/** Seconds of the schedule that is asked for. */
const lookAhead = 86_400

/** The limits of stations. */
export function limitsOf(hub: Hub): LimitPort {
  return {
    limits(id) {
      const connectors = hub.station(id)?.station.connectors
      return [connectors?.get(0) ?? [], ...(connectors?.outlets() ?? [])]
        .flat()
        .map(({ facts: { connector, profile, limits } }) => ({
          connector,
          accepted: profile,
          reported: limits,
        }))
        .filter(({ accepted, reported }) => accepted !== undefined || reported.length > 0)
        .sort((a, b) => a.connector - b.connector)
    },
    async readLimit(id, connector) {
      const station = hub.station(id)?.station
      if (station === undefined) return { kind: 'offline' }
      const command = { kind: 'GetCompositeSchedule', connector, duration: lookAhead } as const
      const executed = await station.execute(command)
      switch (executed.kind) {
        case 'outcome': {
          const { accepted, status, detail } = executed.outcome
          return accepted ? { kind: 'read' } : { kind: 'refused', status, detail }
        }
        case 'call-error':
          return { kind: 'refused', status: executed.code, detail: executed.description }
        case 'offline':
          return { kind: 'offline', replaced: executed.replaced }
        case 'timeout':
          return { kind: 'timeout' }
      }
    },
  }
}
