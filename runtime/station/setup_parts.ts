import type { Clock } from '../clock.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type { Command, ConfigurationValue, Facts, StationFacts, Traits } from '../model.ts'
import { SharedTexts } from '../shared_texts.ts'
import type { ArrivalHost } from './arrival.ts'
import type { Connection } from './connection.ts'
import type { Executed } from './execute.ts'
import type { SetupDeps, SetupWish } from './setup.ts'

/** What one set-up is for. */
export interface SetupOccasion {
  readonly connection: Connection
  /** What is wanted, see {@link wishText}. */
  readonly wanted: string
  /** Steps the station did not answer. */
  readonly unanswered: Set<string>
  /** Aborted when the connection is over, or the station booted. */
  readonly signal: AbortSignal
}

/** What one set-up asks: one object, as many stations may come at once. */
export class SetupParts implements SetupDeps {
  readonly traits: Traits['setup']
  readonly wish: SetupWish
  readonly #host: ArrivalHost
  readonly #occasion: SetupOccasion

  constructor(host: ArrivalHost, occasion: SetupOccasion) {
    const { traits } = host.station
    this.traits = traits.setup
    this.wish = withKeys(host.wish, traits.control)
    this.#host = host
    this.#occasion = occasion
  }

  get facts(): StationFacts {
    return this.#host.station.facts
  }

  get keys(): WellKnownKeys {
    return this.#occasion.connection.dialect.keys
  }

  get clock(): Clock {
    return this.#host.clock
  }

  get unanswered(): Set<string> {
    return this.#occasion.unanswered
  }

  get isGivenUp(): boolean {
    return this.#occasion.signal.aborted
  }

  outlets(): readonly Facts[] {
    return this.#host.station.connectors.outlets().map(({ facts }) => facts)
  }

  execute(command: Command): Promise<Executed> {
    return this.#host.station.execute(command, this.#occasion)
  }

  learn(values: readonly ConfigurationValue[]): void {
    this.#host.station.learn([{ kind: 'ConfigurationRead', values }])
  }

  /** Takes the station's word for the number of its connectors. */
  configured(): void {
    const { facts, connectors } = this.#host.station
    const key = this.keys.connectors?.toLowerCase()
    const declared = key === undefined ? undefined : facts.configuration.get(key)?.value
    if (declared !== undefined) connectors.declare(Number(declared))
  }

  outdated(): boolean {
    return wishText(this.#host) !== this.#occasion.wanted
  }

  log(step: string, outcome: string): void {
    this.#host.note(step, outcome)
  }
}

/** What is wanted of a station by its descriptor, its plugin and its traits, to tell whether that is another. */
export function wishText({ station, wish }: ArrivalHost): string {
  const { seat, traits } = station
  const { setup } = traits
  const { key } = seat
  const isLast = last.wish === wish && last.setup === setup && last.key === key
  if (!isLast) {
    const text = wishTexts.of(JSON.stringify([wish, setup, key]))
    last = { wish, setup, key, text }
  }
  return last.text
}

/** Most stations want the same, and each keeps what it wants. */
const wishTexts = new SharedTexts(64)
/** Made of these parts last, which mostly are those of the next station, too. */
let last: {
  readonly wish: SetupWish | undefined
  readonly setup: Traits['setup'] | undefined
  readonly key: string
  readonly text: string
} = { wish: undefined, setup: undefined, key: '', text: '' }

/** The key that names the card of a start by the host is read too (quirk X2). */
function withKeys(wish: SetupWish, { idTag }: Traits['control']): SetupWish {
  if (!('key' in idTag)) return wish
  const { keys, variables } = wish
  return { ...wish, keys: [...keys, idTag.key], variables: [...variables, idTag.key] }
}
