import type { Clock } from '../clock.ts'
import type { Command, Facts, Traits } from '../model.ts'
import { cardFor } from './card_for.ts'

/** What starting for a station needs. */
export interface StarterDeps {
  readonly clock: Clock
  readonly facts: Facts
  traits(): Traits['control']
  /** Whether the host paused charging, so that nobody must start it. */
  paused(): boolean
  /** Whether only known cards may charge. */
  knownOnly(): boolean
  start(command: Command): Promise<unknown>
}

/** Starts transactions for stations that cannot do it by themselves (quirks B13, X1). */
export class Starter {
  readonly #deps: StarterDeps
  #status: string | undefined
  #startedAt = Number.NEGATIVE_INFINITY

  constructor(deps: StarterDeps) {
    this.#deps = deps
  }

  /** The facts of the connector changed: start once when a vehicle is plugged in. */
  look(): void {
    const { facts, traits, clock, paused, knownOnly, start } = this.#deps
    const status = facts.status?.status
    const came = status === 'Preparing' && this.#status !== 'Preparing'
    this.#status = status
    const control = traits()
    if (!came || control.start !== 'remoteOnPreparing' || paused()) return
    if (facts.transaction?.active === true) return
    if (knownOnly() && facts.card?.authorized !== true) return
    if (clock.now() - this.#startedAt < control.holdOff * 1000) return
    this.#startedAt = clock.now()
    const { connector } = facts
    // After the answer to the report that led here: the station takes no call before it.
    clock.soon(() => {
      void start({ kind: 'RemoteStartTransaction', connector, idTag: cardFor(facts, control) })
    })
  }
}
