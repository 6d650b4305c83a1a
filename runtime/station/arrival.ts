import type { Clock } from '../clock.ts'
import type { Command, Traits } from '../model.ts'
import { SharedTexts } from '../shared_texts.ts'
import type { Connection } from './connection.ts'
import { Opening, type OpeningHost } from './opening.ts'
import { runSetup, type SetupWish } from './setup.ts'
import type { Station } from './station.ts'

/** What the arrival of a station needs of its keeper. */
export interface ArrivalHost {
  readonly station: Station
  readonly clock: Clock
  /** What the descriptors in use want the station to send. */
  readonly wish: SetupWish
  /** Sends what was written before; called when set-up is over. */
  restore(): Promise<void>
  /** The station may be called from now on. */
  onOpen(): void
  note(step: string, outcome: string): void
  /** A set-up is complete. */
  onSetUp(): void
  /** The steps of an older set-up are of no interest any more. */
  forgetNotes(): void
}

/** Least time between two reboots by the host, ms: one that does not help must not become a loop. */
const rebootEvery = 86_400_000

/** From the connection of a station to the moment it is set up, and again after each boot. */
export class Arrival implements OpeningHost {
  readonly #host: ArrivalHost
  /** Steps of set-up that the station did not answer; none of most. */
  #unanswered: Set<string> | undefined
  /** Until the station may be called. */
  #opening: Opening | undefined
  #isOpen = false
  #triggeredAt: number | undefined
  /** What the last complete set-up asked for; none yet, or a boot since, asks again. */
  setUpFor: string | undefined
  #working = false
  #again = false
  /** Something written counts only after a reboot. */
  #rebootDue = false
  #rebootedAt: number | undefined

  constructor(host: ArrivalHost) {
    this.#host = host
  }

  get clock(): Clock {
    return this.#host.clock
  }

  get traits(): Traits['setup'] {
    return this.#host.station.traits.setup
  }

  /** Whether the host may call the station by itself. */
  get isOpen(): boolean {
    return this.#host.station.connection !== undefined && this.#isOpen
  }

  get mayTrigger(): boolean {
    const { triggerBootAfter, triggerBootEvery } = this.traits
    return triggerBootAfter > 0 && isPast(this.#triggeredAt, triggerBootEvery * 1000, this.clock)
  }

  triggerBoot(): void {
    this.#triggeredAt = this.clock.now()
    this.#say({ kind: 'TriggerMessage', message: 'BootNotification' }, 'trigger boot')
  }

  onOpen(): void {
    this.#opening = undefined
    this.#isOpen = true
    void this.#open()
    this.#host.onOpen()
  }

  connected(): void {
    this.disconnected()
    this.#opening = new Opening(this)
    if (this.setUpFor !== undefined) this.#opening.resumed()
  }

  disconnected(): void {
    this.#opening?.end()
    this.#opening = undefined
    this.#isOpen = false
  }

  /** The station booted; with another firmware it may answer what it did not answer before. */
  booted(options: { readonly otherFirmware: boolean }): void {
    if (options.otherFirmware) this.#unanswered?.clear()
    this.setUpFor = undefined
    this.#rebootDue = false
    if (this.#host.station.connection === undefined) return
    this.#isOpen = false
    this.#opening ??= new Opening(this)
    this.#opening.booted()
  }

  /** What is wanted of the station may have changed: set it up again if it did. */
  rewished(): void {
    if (this.setUpFor !== undefined && this.setUpFor !== this.#wishText()) void this.#open()
  }

  /** Reboots the station where that is due and nobody charges (quirks C9, C18). */
  rebootIfIdle(): void {
    if (!this.#rebootDue || !this.isOpen) return
    if (this.traits.reboot !== 'whenIdle') return
    if (!isPast(this.#rebootedAt, rebootEvery, this.clock)) return
    const outlets = this.#host.station.connectors.outlets()
    for (const { facts } of outlets) if (facts.transaction?.active === true) return
    this.#rebootDue = false
    this.#rebootedAt = this.clock.now()
    this.#say({ kind: 'Reset', hard: false }, 'reset, for keys that count after a reboot')
  }

  #say(command: Command, step: string): void {
    const executed = this.#host.station.execute(command)
    void executed.then(({ record }) => this.#host.note(step, record.status))
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
    const { connection } = this.#host.station
    if (connection === undefined) return
    const wanted = this.#wishText()
    if (this.setUpFor !== wanted) {
      this.#host.forgetNotes()
      await this.#setUp(connection, wanted)
      if (connection.isEnded) return
      this.setUpFor = wanted
      this.#host.onSetUp()
      if (this.#wishText() !== wanted) {
        this.#again = true
        return
      }
    }
    await this.#host.restore()
    this.rebootIfIdle()
  }

  async #setUp(connection: Connection, wanted: string): Promise<void> {
    const { station, clock, wish } = this.#host
    this.#unanswered ??= new Set()
    const unanswered = this.#unanswered
    this.#rebootDue = await connection.during((signal) =>
      runSetup({
        facts: station.facts,
        traits: station.traits.setup,
        keys: connection.dialect.keys,
        clock,
        wish: withKeys(wish, station.traits.control),
        unanswered,
        outlets: () => [...station.connectors.outlets()].map(({ facts }) => facts),
        execute: (command) => station.execute(command, { signal }),
        learn: (values) => station.learn([{ kind: 'ConfigurationRead', values }]),
        configured: () => this.#declare(connection),
        outdated: () => this.#wishText() !== wanted,
        log: (step, outcome) => this.#host.note(step, outcome),
      }),
    )
    if (unanswered.size === 0) this.#unanswered = undefined
  }

  /** Takes the station's word for the number of its connectors. */
  #declare(connection: Connection): void {
    const { station } = this.#host
    const key = connection.dialect.keys.connectors?.toLowerCase()
    const declared = key === undefined ? undefined : station.facts.configuration.get(key)?.value
    if (declared !== undefined) station.connectors.declare(Number(declared))
  }

  #wishText(): string {
    const { seat, traits } = this.#host.station
    return wishTexts.of(JSON.stringify([this.#host.wish, traits.setup, seat.key]))
  }
}

/** Most stations want the same, and each keeps what it wants. */
const wishTexts = new SharedTexts(64)

/** Whether something was so long ago, ms, or never. */
function isPast(at: number | undefined, ms: number, clock: Clock): boolean {
  return at === undefined || clock.now() - at >= ms
}

/** The key that names the card of a start by the host is read too (quirk X2). */
function withKeys(wish: SetupWish, { idTag }: Traits['control']): SetupWish {
  if (!('key' in idTag)) return wish
  const { keys, variables } = wish
  return { ...wish, keys: [...keys, idTag.key], variables: [...variables, idTag.key] }
}
