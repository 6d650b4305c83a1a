import type { Clock, Timer } from '../clock.ts'
import type { Command, Facts } from '../model.ts'
import type { Applied } from './applied.ts'

/** What asking for values needs. */
export interface MeterPollDeps {
  readonly clock: Clock
  readonly facts: Facts
  /** Seconds without values after which they are asked for; 0 = never. */
  every(): number
  /** Whether the station may be called. */
  open(): boolean
  ask(command: Command): Promise<Applied>
}

/** Asks for values while a transaction runs and none come (quirks M14, M15). */
export class MeterPoll {
  readonly #deps: MeterPollDeps
  #timer: Timer | undefined
  /** The station takes no such request. */
  #refused = false

  constructor(deps: MeterPollDeps) {
    this.#deps = deps
  }

  /** The facts of the connector changed. */
  look({ metered }: { readonly metered: boolean }): void {
    if (!this.#isWanted()) return this.#rest()
    if (this.#timer !== undefined && !metered) return
    this.#wait()
  }

  /** The station booted, or its traits are others: it may take what it refused. */
  forget(): void {
    this.#refused = false
    this.look({ metered: false })
  }

  #isWanted(): boolean {
    const { facts, every } = this.#deps
    const { station, transaction } = facts
    return !this.#refused && every() > 0 && station.online && transaction?.active === true
  }

  #wait(): void {
    const { clock, every } = this.#deps
    this.#rest()
    this.#timer = clock.after(every() * 1000, () => void this.#ask())
  }

  #rest(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  async #ask(): Promise<void> {
    const { facts, open, ask } = this.#deps
    this.#timer = undefined
    if (!this.#isWanted()) return
    if (open()) {
      const { connector } = facts
      const applied = await ask({ kind: 'TriggerMessage', message: 'MeterValues', connector })
      this.#refused ||= applied.kind === 'refused'
    }
    this.look({ metered: false })
  }
}
