import type { Clock } from '../clock.ts'
import type { Command, Traits } from '../model.ts'
import type { Connection } from './connection.ts'
import { Opening, type OpeningHost } from './opening.ts'
import { runSetup, type SetupWish } from './setup.ts'
import { SetupParts, wishText } from './setup_parts.ts'
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
  /** Gives the set-up under way up. */
  #setup: AbortController | undefined
  /** A boot had one given up that would be complete by now. */
  #gaveUp = false
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
    this.#gaveUp = false
    this.#opening = new Opening(this)
    if (this.setUpFor !== undefined) this.#opening.resumed()
  }

  disconnected(): void {
    this.#opening?.end()
    this.#opening = undefined
    this.#isOpen = false
  }

  /** The station booted; with another firmware it may answer what it did not answer before. */
  booted({ otherFirmware }: { readonly otherFirmware: boolean }): void {
    if (otherFirmware) this.#unanswered?.clear()
    this.setUpFor = undefined
    // What was set may be lost. A station that boots whenever it is called must not be set up for ever.
    if (this.#setup !== undefined && (otherFirmware || !this.#gaveUp)) {
      this.#gaveUp = true
      this.#setup.abort()
    }
    this.#rebootDue = false
    if (this.#host.station.connection === undefined) return
    this.#isOpen = false
    this.#opening ??= new Opening(this)
    this.#opening.booted()
  }

  /** What is wanted of the station may have changed: set it up again if it did. */
  rewished(): void {
    if (this.setUpFor !== undefined && this.setUpFor !== wishText(this.#host)) void this.#open()
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
    const wanted = wishText(this.#host)
    if (this.setUpFor !== wanted) {
      this.#host.forgetNotes()
      if (!(await this.#setUp(connection, wanted))) return
      this.setUpFor = wanted
      this.#host.onSetUp()
      if (wishText(this.#host) !== wanted) {
        this.#again = true
        return
      }
    }
    await this.#host.restore()
    this.rebootIfIdle()
  }

  /** @returns whether it is complete */
  async #setUp(connection: Connection, wanted: string): Promise<boolean> {
    this.#unanswered ??= new Set()
    const unanswered = this.#unanswered
    return connection.during(async (setup) => {
      const { signal } = setup
      this.#setup = setup
      const parts = new SetupParts(this.#host, { connection, wanted, unanswered, signal })
      const rebootDue = await runSetup(parts)
      this.#setup = undefined
      if (unanswered.size === 0) this.#unanswered = undefined
      if (signal.aborted) return false
      this.#gaveUp = false
      this.#rebootDue = rebootDue
      return true
    })
  }
}

/** Whether something was so long ago, ms, or never. */
function isPast(at: number | undefined, ms: number, clock: Clock): boolean {
  return at === undefined || clock.now() - at >= ms
}
