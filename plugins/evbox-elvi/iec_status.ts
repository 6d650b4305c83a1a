import type { Sample, StationEvent, StatusWord } from '../../runtime/plugin/plugin.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** `C;240`: the state by IEC 61851, and the limit in force in 0.1 A. */
const info = /^([A-F]);(\d{1,4})$/

/** A status with what its `info` says. */
export function iecStatus(event: EventOf<'StatusReported'>): StationEvent | StationEvent[] {
  const match = info.exec(event.info ?? '')
  if (match === null) return event
  const limit = Number(match[2]) / 10
  const status = exact(match[1] ?? '', event.status)
  return [
    { ...event, status, info: undefined },
    {
      kind: 'Metered',
      connector: event.connector,
      samples: [sample('Current.Offered', '', { value: limit, at: event.at })],
    },
  ]
}

/** `..., {C,12160,5763,11888}, ...` in a message of the vendor: state, and the currents in mA. */
const letters = /\{([A-F]),(\d+),(\d+),(\d+)\}/

/** What a message of the vendor says, as events. */
export function letterStatus(event: EventOf<'Noticed'>): StationEvent | StationEvent[] {
  const data = dataOf(event)
  const match = data === undefined ? null : letters.exec(data)
  const connector = Number(data?.split(',', 1)[0])
  if (match === null || !(connector > 0)) return event
  const currents = [match[2], match[3], match[4]].map((text) => Number(text) / 1000)
  const [l1 = 0, l2 = 0, l3 = 0] = currents
  const { at } = event
  return [
    event,
    {
      kind: 'Metered',
      connector,
      samples: [
        sample('Current.Import', 'L1', { value: l1, at }),
        sample('Current.Import', 'L2', { value: l2, at }),
        sample('Current.Import', 'L3', { value: l3, at }),
      ],
    },
    { kind: 'StatusReported', connector, status: exact(match[1] ?? '', 'SuspendedEV'), at },
  ]
}

function dataOf({ payload }: EventOf<'Noticed'>): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const { messageId, data } = payload as { messageId?: unknown; data?: unknown }
  return messageId === 'evbStatusNotification' && typeof data === 'string' ? data : undefined
}

function exact(letter: string, word: StatusWord): StatusWord {
  if (letter === 'C' || letter === 'D') return 'Charging'
  if (letter === 'A') return 'Available'
  if (letter === 'B') return word === 'Charging' ? 'SuspendedEV' : word
  return letter === 'E' ? 'Faulted' : 'Unavailable'
}

function sample(
  measurand: Sample['measurand'],
  phase: Sample['phase'],
  { value, at }: { value: number; at: number },
): Sample {
  return { measurand, phase, location: '', context: 'Sample.Periodic', value, at }
}
