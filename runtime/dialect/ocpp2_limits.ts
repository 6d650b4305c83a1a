import type { StationEvent } from '../model.ts'
import { list, member, text } from './answer.ts'
import type { Handled, Host } from './dialect.ts'
import { outletsOf } from './ocpp2_reports.ts'
import { limitIn } from './schedule.ts'

/** A ClearedChargingLimit as it comes. */
export interface LooseCleared {
  readonly chargingLimitSource?: string | undefined
  readonly evseId?: number | undefined
}

/** A NotifyChargingLimit as it comes. */
export interface LooseImposed {
  readonly evseId?: number | undefined
  readonly chargingLimit?: { readonly chargingLimitSource?: string | undefined } | undefined
  readonly chargingSchedule?: readonly object[] | undefined
}

/** Somebody else limits the station, its owner or the grid, say. */
export function limitImposed(payload: LooseImposed, host: Host): Handled {
  const { evseId, chargingLimit, chargingSchedule } = payload
  const [schedule] = list(chargingSchedule)
  const { now } = host
  const source = chargingLimit?.chargingLimitSource ?? ''
  const events = connectorsOf(evseId, host).flatMap((connector): readonly StationEvent[] => {
    const start = text(member(schedule, 'startSchedule'))
    const told = limitIn(schedule, start, { connector, source, now })
    // That there is one is worth knowing, also where nobody says which.
    return told.length > 0
      ? told
      : [{ kind: 'LimitReported', connector, source, active: true, at: now }]
  })
  return shown('NotifyChargingLimit', { payload, events: source === '' ? [] : events, host })
}

/** Somebody else limits the station no more. */
export function limitCleared(payload: LooseCleared, host: Host): Handled {
  const { chargingLimitSource: source = '', evseId } = payload
  const events = connectorsOf(evseId, host).map((connector): StationEvent => {
    return { kind: 'LimitReported', connector, source, active: false, at: host.now }
  })
  return shown('ClearedChargingLimit', { payload, events: source === '' ? [] : events, host })
}

interface Shown {
  readonly payload: object
  readonly events: readonly StationEvent[]
  readonly host: Host
}

function shown(action: string, { payload, events, host }: Shown): Handled {
  const noticed: StationEvent = { kind: 'Noticed', action, payload, at: host.now }
  return { reply: '{}', events: [noticed, ...events] }
}

function connectorsOf(evseId: number | undefined, host: Host): readonly number[] {
  return evseId === undefined || evseId === 0 ? [0] : outletsOf({ id: evseId }, host)
}
