import type { Clock, Timer } from '../clock.ts'
import type { Facts, StationEvent, Traits } from '../model.ts'
import type { Connectors } from './connectors.ts'
import { RegisterCounter } from './register.ts'
import { shapeSamples } from './sample_traits.ts'
import { isSessionId, sessionId } from './status_session.ts'

type EventOf<K extends StationEvent['kind']> = Extract<StationEvent, { kind: K }>

/** What the traits of events need. */
export interface EventTraitsDeps {
  readonly clock: Clock
  readonly connectors: Connectors
  /** A status that was held back counts now. */
  learn(events: readonly StationEvent[]): void
}

/** Words that show that a session goes on, where only the status tells (quirk X16). */
const inSession = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE'])

/** Turns what a station reports into what it means, by the `meter` traits of its family. */
export class EventTraits {
  readonly #deps: EventTraitsDeps
  #held: Map<number, Timer> | undefined
  #registers: Map<number, RegisterCounter> | undefined

  constructor(deps: EventTraitsDeps) {
    this.#deps = deps
  }

  /** The events to fold; none while a status is held back. */
  shape(event: StationEvent, traits: Traits['meter']): readonly StationEvent[] {
    switch (event.kind) {
      case 'StatusReported':
        return this.#status(event, traits)
      case 'Metered':
        return [this.#metered(event, traits)]
      case 'TransactionStarted':
        return this.#started(event, traits)
      case 'TransactionEnded':
        return [this.#ended(event, traits)]
      default:
        return [event]
    }
  }

  /** Holds a status back until it lasted, for stations that flicker (quirks X13, X24). */
  #status(event: EventOf<'StatusReported'>, traits: Traits['meter']): readonly StationEvent[] {
    const { clock, learn } = this.#deps
    this.#held?.get(event.connector)?.cancel()
    this.#held?.delete(event.connector)
    const seconds = traits.debounce[event.status] ?? 0
    if (seconds === 0 || this.#facts(event.connector)?.status?.status === event.status) {
      return this.#withSession(event, traits)
    }
    const timer = clock.after(seconds * 1000, () => {
      this.#held?.delete(event.connector)
      learn(this.#withSession(event, traits))
    })
    this.#held ??= new Map()
    this.#held.set(event.connector, timer)
    return []
  }

  /** A session that only shows in the status is made a transaction (quirk X16). */
  #withSession(event: EventOf<'StatusReported'>, traits: Traits['meter']): readonly StationEvent[] {
    if (traits.session !== 'fromStatus' || event.connector === 0) return [event]
    const { connector, at, status } = event
    const facts = this.#facts(connector)
    if (facts?.transaction?.active !== true && inSession.has(status)) {
      const started: StationEvent = {
        kind: 'TransactionStarted',
        connector,
        id: sessionId(connector, at),
        cardStatus: 'Accepted',
        known: true,
        meterStart: registerOf(facts),
        at,
      }
      return [event, started]
    }
    const ended = inSession.has(status) ? undefined : endOf(facts, at)
    return ended === undefined ? [event] : [ended, event]
  }

  #metered(event: EventOf<'Metered'>, traits: Traits['meter']): StationEvent {
    const facts = this.#deps.connectors.meterTarget(event)?.facts
    const charging = facts?.transaction?.active === true
    const samples = shapeSamples(event.samples, { traits, charging })
    const counter = this.#register(facts?.connector ?? event.connector, traits)
    if (counter === undefined) return { ...event, samples }
    return { ...event, samples: samples.map((sample) => counter.sample(sample)) }
  }

  #started(event: EventOf<'TransactionStarted'>, traits: Traits['meter']): readonly StationEvent[] {
    const counter = this.#register(event.connector, traits)
    const { connector, meterStart, at } = event
    const started =
      counter === undefined || meterStart === undefined
        ? event
        : { ...event, meterStart: counter.begin(meterStart) }
    // The station does tell its transactions: what the status showed was this one.
    const ended = endOf(this.#facts(connector), at)
    return ended === undefined ? [started] : [ended, started]
  }

  #ended(event: EventOf<'TransactionEnded'>, traits: Traits['meter']): StationEvent {
    const connector = this.#deps.connectors.ofTransaction(event.id)?.facts.connector
    const counter = connector === undefined ? undefined : this.#register(connector, traits)
    const shaped = shapeSamples(event.samples, { traits, charging: true })
    if (counter === undefined) return { ...event, samples: shaped }
    const samples = shaped.map((sample) => counter.sample(sample))
    const { meterStop } = event
    return { ...event, samples, meterStop: meterStop && counter.value(meterStop) }
  }

  #facts(connector: number): Facts | undefined {
    return this.#deps.connectors.get(connector)?.facts
  }

  #register(connector: number, traits: Traits['meter']): RegisterCounter | undefined {
    if (traits.register === 'lifetime' && traits.registerWrap === 0) return undefined
    const known = this.#registers?.get(connector)
    if (known !== undefined) return known
    const counter = new RegisterCounter(traits.registerWrap)
    this.#registers ??= new Map()
    this.#registers.set(connector, counter)
    return counter
  }
}

/** The end of the session that only the status shows, if one runs. */
function endOf(facts: Facts | undefined, at: number): StationEvent | undefined {
  const { id, active } = facts?.transaction ?? {}
  if (id === undefined || active !== true || !isSessionId(id)) return undefined
  return { kind: 'TransactionEnded', id, meterStop: registerOf(facts), samples: [], at }
}

/** The latest total register, Wh. */
function registerOf(facts: Facts | undefined): number | undefined {
  const found = facts?.samples.best('Energy.Active.Import.Register', '', () => 1) ?? -1
  return found < 0 ? undefined : facts?.samples.value(found)
}
