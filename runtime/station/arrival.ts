import type { Clock } from '../clock.ts'
import type { Command, Traits } from '../model.ts'
import { SharedTexts } from '../shared_texts.ts'
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
  /** A set-up is complete. */
  setUp(): void
  /** The steps of an older set-up are of no interest any more. */
  forgetNotes(): void
}

/** Least time between two reboots by the host, ms: one that does not help must not become a loop. */
const rebootEvery = 86_400_000

/** From the connection of a station to the moment it is set up, and again after each boot. */
export class Arrival {
  readonly #station: Station
  readonly #deps: ArrivalDeps
  readonly #unanswered = new Set<string>()
  #opening: Opening | undefined
  #triggeredAt = Number.NEGATIVE_INFINITY
  /** What the last complete set-up asked for; none yet, or a boot since, asks again. */
  setUpFor: string | undefined
  #working = false
  #again = false
  /** Something written counts only after a reboot. */
  #rebootDue = false
  #rebootedAt = Number.NEGATIVE_INFINITY

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
    if (this.setUpFor !== undefined) this.#opening.resumed()
  }

  /** The station booted; with another firmware it may answer what it did not answer before. */
  booted(options: { readonly otherFirmware: boolean }): void {
    if (options.otherFirmware) this.#unanswered.clear()
    this.setUpFor = undefined
    this.#rebootDue = false
    this.#opening?.booted()
  }

  /** What is wanted of the station may have changed: set it up again if it did. */
  rewished(): void {
    if (this.setUpFor !== undefined && this.setUpFor !== this.#wishText()) void this.#open()
  }

  /** Reboots the station where that is due and nobody charges (quirks C9, C18). */
  rebootIfIdle(): void {
    if (!this.#rebootDue || !this.isOpen) return
    const { clock, note } = this.#deps
    const { connectors, traits } = this.#station
    if (traits.setup.reboot !== 'whenIdle') return
    if (clock.now() - this.#rebootedAt < rebootEvery) return
    for (const { facts } of connectors.outlets()) if (facts.transaction?.active === true) return
    this.#rebootDue = false
    this.#rebootedAt = clock.now()
    void this.#station
      .execute({ kind: 'Reset', hard: false })
      .then(({ record }) => note('reset, for keys that count after a reboot', record.status))
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
    if (this.setUpFor !== wanted) {
      this.#deps.forgetNotes()
      await this.#setUp(connection, wanted)
      if (connection.ended.aborted) return
      this.setUpFor = wanted
      this.#deps.setUp()
      if (this.#wishText() !== wanted) {
        this.#again = true
        return
      }
    }
    await this.#deps.restore()
    this.rebootIfIdle()
  }

  async #setUp(connection: Connection, wanted: string): Promise<void> {
    const station = this.#station
    this.#rebootDue = await runSetup({
      facts: station.facts,
      traits: station.traits.setup,
      keys: connection.dialect.keys,
      clock: this.#deps.clock,
      wish: withKeys(this.#deps.wish(), station.traits.control),
      unanswered: this.#unanswered,
      outlets: () => [...station.connectors.outlets()].map(({ facts }) => facts),
      execute: (command) => station.execute(command, { signal: connection.ended }),
      learn: (values) => station.learn([{ kind: 'ConfigurationRead', values }]),
      configured: () => this.#declare(connection),
      outdated: () => this.#wishText() !== wanted,
      log: (step, outcome) => this.#deps.note(step, outcome),
    })
  }

  /** Takes the station's word for the number of its connectors. */
  #declare(connection: Connection): void {
    const station = this.#station
    const key = connection.dialect.keys.connectors?.toLowerCase()
    const declared = key === undefined ? undefined : station.facts.configuration.get(key)?.value
    if (declared !== undefined) station.connectors.declare(Number(declared))
  }

  #wishText(): string {
    const { seat, traits } = this.#station
    return wishTexts.of(JSON.stringify([this.#deps.wish(), traits.setup, seat.key]))
  }
}

/** Most stations want the same, and each keeps what it wants. */
const wishTexts = new SharedTexts(64)

/** The key that names the card of a start by the host is read too (quirk X2). */
function withKeys(wish: SetupWish, { idTag }: Traits['control']): SetupWish {
  if (!('key' in idTag)) return wish
  const { keys, variables } = wish
  return { ...wish, keys: [...keys, idTag.key], variables: [...variables, idTag.key] }
}
