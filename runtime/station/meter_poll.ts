import type { Clock, Timer } from '../clock.ts'
import type { Command, Facts, Traits } from '../model.ts'
import type { Applied } from './applied.ts'

/** What asking for values needs. */
export interface MeterPollDeps {
  readonly clock: Clock
  readonly facts: Facts
  readonly traits: Traits
  /** Whether the station may be called. */
  readonly isOpen: boolean
  carryOut(command: Command): Promise<Applied>
}

/** Asks for values while a transaction runs and none come (quirks M14, M15). */
export class MeterPoll {
  readonly #deps: MeterPollDeps
  /** Seconds without values after which they are asked for; 0 = never. */
  #every: number
  #timer: Timer | undefined
  /** The station takes no such request. */
  #refused = false

  constructor(deps: MeterPollDeps) {
    this.#deps = deps
    this.#every = deps.traits.setup.pollMeter
  }

  /** The facts of the connector changed. */
  look({ metered }: { readonly metered: boolean }): void {
    if (this.#every === 0) return
    if (!this.#isWanted()) return this.#rest()
    if (this.#timer !== undefined && !metered) return
    this.#wait()
  }

  /** The station booted, or its traits are others: it may take what it refused. */
  forget(): void {
    this.#refused = false
    this.#every = this.#deps.traits.setup.pollMeter
    if (this.#every === 0) return this.#rest()
    this.look({ metered: false })
  }

  #isWanted(): boolean {
    const { station, transaction } = this.#deps.facts
    return !this.#refused && this.#every > 0 && station.online && transaction?.active === true
  }

  #wait(): void {
    this.#rest()
    this.#timer = this.#deps.clock.after(this.#every * 1000, () => void this.#ask())
  }

  #rest(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  async #ask(): Promise<void> {
    const { facts, isOpen } = this.#deps
    this.#timer = undefined
    if (!this.#isWanted()) return
    if (isOpen) {
      const { connector } = facts
      const trigger = { kind: 'TriggerMessage', message: 'MeterValues', connector } as const
      const applied = await this.#deps.carryOut(trigger)
      this.#refused ||= applied.kind === 'refused'
    }
    this.look({ metered: false })
  }
}
