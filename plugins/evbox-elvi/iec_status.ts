import type { Sample, StationEvent, StatusWord } from '../../runtime/plugin/plugin.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** `C;240`: the state by IEC 61851, and the limit in force in 0.1 A. */
const info = /^([A-F]);(\d{1,4})$/

/** A status with what its `info` says (quirk M21). */
export function iecStatus(event: EventOf<'StatusReported'>): StationEvent | StationEvent[] {
  const [, letter, limit] = info.exec(event.info?.trim() ?? '') ?? []
  if (letter === undefined || event.connector === 0) return event
  const { connector, at } = event
  return [
    { ...event, status: exact(letter, event.status), info: undefined },
    {
      kind: 'Metered',
      connector,
      samples: [sample('Current.Offered', '', { value: Number(limit) / 10, at })],
    },
  ]
}

/** Samples without the offered current, a constant that follows no limit (quirk M5). */
export function withoutOffered(event: EventOf<'Metered'>): StationEvent {
  const samples = event.samples.filter(({ measurand }) => measurand !== 'Current.Offered')
  return samples.length === event.samples.length ? event : { ...event, samples }
}

/** `..., {C,12160,5763,11888}, ...` in a message of the vendor: state, and the currents in mA. */
const letters = /\{([A-F]),(\d+),(\d+),(\d+)\}/

/** What a message of the vendor says, as events. */
export function letterStatus(event: EventOf<'Noticed'>): StationEvent | StationEvent[] {
  const data = dataOf(event)
  const [, letter, ...currents] = letters.exec(data) ?? []
  const connector = Number(data.split(',', 1)[0])
  if (letter === undefined || !(connector > 0)) return event
  const { at } = event
  const samples = (['L1', 'L2', 'L3'] as const).map((phase, index) =>
    sample('Current.Import', phase, { value: Number(currents[index]) / 1000, at }),
  )
  return [
    event,
    { kind: 'StatusReported', connector, status: exact(letter, 'SuspendedEV'), at },
    { kind: 'Metered', connector, samples },
  ]
}

function dataOf({ payload }: EventOf<'Noticed'>): string {
  if (typeof payload !== 'object' || payload === null) return ''
  const isStatus = Reflect.get(payload, 'messageId') === 'evbStatusNotification'
  const data: unknown = Reflect.get(payload, 'data')
  return isStatus && typeof data === 'string' ? data : ''
}

/** The status that a letter means; B leaves open which side waits, so the word decides. */
function exact(letter: string, word: StatusWord): StatusWord {
  switch (letter) {
    case 'A':
      return word === 'Reserved' ? word : 'Available'
    case 'B':
      return word === 'Charging' || word === 'Available' ? 'SuspendedEV' : word
    case 'C':
    case 'D':
      return 'Charging'
    case 'E':
      return 'Faulted'
    default:
      return 'Unavailable'
  }
}

function sample(
  measurand: Sample['measurand'],
  phase: Sample['phase'],
  { value, at }: { readonly value: number; readonly at: number },
): Sample {
  return { measurand, phase, location: '', context: 'Sample.Periodic', value, at }
}
