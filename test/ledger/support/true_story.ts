import fc from 'fast-check'
import type { Sample, StationEvent } from '../../../runtime/model.ts'

/** What a station says at once; delivered at least once. */
export interface Message {
  /** The session it is about. */
  readonly session: number
  readonly connector: number
  readonly kind: 'start' | 'news' | 'end' | 'free'
  /** Its events; the id is that of the session. */
  events(id: string | number): readonly StationEvent[]
}

/** One session of a story. */
export interface Session {
  readonly connector: number
  readonly idTag: string
  readonly meterStart: number
  readonly startedAt: number
  readonly meterStop: number
  readonly stoppedAt: number
  /** Wh, by hand: what lies between a register and a lower one is missing. */
  readonly energy: number
  /** Whether the register began anew. */
  readonly anew: boolean
}

/** What really happened at a station, and how it tells it. */
export interface Story {
  readonly sessions: readonly Session[]
  readonly messages: readonly Message[]
}

const minute = 60_000
/** More than a ledger keeps at hand of a station. */
const mostSessions = 8
/** Further apart than a clock is set back, and as long as a session may be without a word. */
const between = 10 * minute
const begin = Date.UTC(2026, 10, 1)

const session = fc.record({
  connector: fc.integer({ min: 1, max: 2 }),
  idTag: fc.constantFrom('A', 'B', 'C'),
  steps: fc.array(
    fc.oneof(
      { weight: 10, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 1, arbitrary: fc.constant('reset' as const) },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  last: fc.integer({ min: 0, max: 500 }),
})

/**
 * Any story. Sessions of a connector follow each other; `numbered` ones name the transaction by an id
 * of the host, in the words of 1.6, and others by one of the station.
 */
export function anyStory({ numbered }: { readonly numbered: boolean }): fc.Arbitrary<Story> {
  return fc.array(session, { minLength: 1, maxLength: mostSessions }).map((plans) => {
    const registers = new Map([
      [1, 5000],
      [2, 7000],
    ])
    let now = begin
    const sessions: Session[] = []
    const messages: Message[] = []
    for (const [index, { connector, idTag, steps, last }] of plans.entries()) {
      let register = registers.get(connector) ?? 0
      let energy = 0
      let anew = false
      let order = 0
      const meterStart = register
      const startedAt = now
      const say = (kind: Message['kind'], events: Message['events']) =>
        messages.push({ session: index, connector, kind, events })
      const started = { order: order++, at: now, meterStart: register }
      say('start', (id) => [
        {
          kind: 'TransactionStarted',
          connector,
          id,
          idTag,
          cardStatus: 'Accepted',
          known: true,
          ...started,
        },
      ])
      for (const step of steps) {
        now += between
        const before = register
        // A fall that is too small to be one is rounding, and one that is made up at once a dip.
        register = step !== 'reset' ? register + step : register > 2000 ? 0 : register
        energy += Math.max(0, register - before)
        if (register < before) anew = true
        const samples = [registerSample(register, now)]
        const about = { order: order++, at: now }
        say('news', (id) => [
          ...(numbered
            ? []
            : [{ kind: 'TransactionUpdated', id, connector, ...about } satisfies StationEvent]),
          { kind: 'Metered', connector, transaction: id, samples },
        ])
      }
      now += between
      register += last
      energy += last
      const ended = { at: now, meterStop: register, order: order++ }
      say('end', (id) => [{ kind: 'TransactionEnded', id, reason: 'Local', samples: [], ...ended }])
      now += minute
      const free = now
      say('free', () => [{ kind: 'StatusReported', connector, status: 'Available', at: free }])
      now += between
      registers.set(connector, register)
      const { meterStop, at: stoppedAt } = ended
      sessions.push({
        connector,
        idTag,
        meterStart,
        meterStop,
        startedAt,
        stoppedAt,
        energy,
        anew,
      })
    }
    return { sessions, messages }
  })
}

function registerSample(value: number, at: number): Sample {
  return {
    measurand: 'Energy.Active.Import.Register',
    phase: '',
    location: '',
    context: 'Sample.Periodic',
    value,
    at,
  }
}
