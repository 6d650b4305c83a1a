import type { Clock } from '../clock.ts'
import type { Command } from '../model.ts'
import type { Connection } from './connection.ts'
import { Opening } from './opening.ts'
import { runSetup, type SetupWish } from './setup.ts'
import type { Station } from './station.ts'

/** What the arrival of a station needs of its keeper. */
export interface ArrivalDeps {
  readonly clock: Clock
  /** What the descriptors in use want the station to send. */
  wish(): SetupWish
  /** Sends what was written before; called when set-up is over. */
  restore(): Promise<void>
  /** The station may be called from now on. */
  opened(): void
  note(step: string, outcome: string): void
  /** The steps of an older set-up are of no interest any more. */
  forgetNotes(): void
}

/** From the connection of a station to the moment it is set up, and again after each boot. */
export class Arrival {
  readonly #station: Station
  readonly #deps: ArrivalDeps
  readonly #unanswered = new Set<string>()
  #opening: Opening | undefined
  #triggeredAt = Number.NEGATIVE_INFINITY
  /** What the last complete set-up asked for; none yet, or a boot since, asks again. */
  #setUpFor: string | undefined
  #working = false
  #again = false

  constructor(station: Station, deps: ArrivalDeps) {
    this.#station = station
    this.#deps = deps
  }

  /** Whether the host may call the station by itself. */
  get isOpen(): boolean {
    return this.#station.connection !== undefined && this.#opening?.isOpen === true
  }

  connected(connection: Connection): void {
    const { clock, note } = this.#deps
    const station = this.#station
    this.#opening = new Opening({
      clock,
      // Its plugin may be known only when it boots.
      traits: () => station.traits.setup,
      ended: connection.ended,
      mayTrigger: () =>
        station.traits.setup.triggerBootAfter > 0 &&
        clock.now() - this.#triggeredAt >= station.traits.setup.triggerBootEvery * 1000,
      triggerBoot: () => {
        this.#triggeredAt = clock.now()
        const command: Command = { kind: 'TriggerMessage', message: 'BootNotification' }
        void this.#station
          .execute(command)
          .then(({ record }) => note('trigger boot', record.status))
      },
      open: () => {
        void this.#open()
        this.#deps.opened()
      },
    })
    if (this.#setUpFor !== undefined) this.#opening.resumed()
  }

  /** The station booted; with another firmware it may answer what it did not answer before. */
  booted(options: { readonly otherFirmware: boolean }): void {
    if (options.otherFirmware) this.#unanswered.clear()
    this.#setUpFor = undefined
    this.#opening?.booted()
  }

  /** What is wanted of the station may have changed: set it up again if it did. */
  rewished(): void {
    if (this.#setUpFor !== undefined && this.#setUpFor !== this.#wishText()) void this.#open()
  }

  /** One at a time, and once more if asked meanwhile. */
  async #open(): Promise<void> {
    this.#again = true
    if (this.#working) return
    this.#working = true
    while (this.#again) {
      this.#again = false
      await this.#openOnce()
    }
    this.#working = false
  }

  async #openOnce(): Promise<void> {
    const connection = this.#station.connection
    if (connection === undefined) return
    const wanted = this.#wishText()
    if (this.#setUpFor !== wanted) {
      this.#deps.forgetNotes()
      await this.#setUp(connection)
      if (connection.ended.aborted) return
      this.#setUpFor = wanted
    }
    await this.#deps.restore()
  }

  async #setUp(connection: Connection): Promise<void> {
    const station = this.#station
    await runSetup({
      facts: station.facts,
      traits: station.traits.setup,
      keys: connection.dialect.keys,
      clock: this.#deps.clock,
      wish: this.#deps.wish(),
      unanswered: this.#unanswered,
      outlets: () => [...station.connectors.outlets()].map(({ facts }) => facts),
      execute: (command) => station.execute(command, { signal: connection.ended }),
      learn: (values) => station.learn([{ kind: 'ConfigurationRead', values }]),
      log: (step, outcome) => this.#deps.note(step, outcome),
    })
    const key = connection.dialect.keys.connectors?.toLowerCase()
    const declared = key === undefined ? undefined : station.facts.configuration.get(key)?.value
    if (declared !== undefined) station.connectors.declare(Number(declared))
  }

  #wishText(): string {
    const { seat, traits } = this.#station
    return JSON.stringify([this.#deps.wish(), traits.setup, seat.key])
  }
}
