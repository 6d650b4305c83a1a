import type { Clock, Timer } from '../clock.ts'
import type { Traits } from '../model.ts'

/** How the beginning of a connection goes. */
export interface OpeningHost {
  readonly clock: Clock
  /** Its plugin may be known only when it boots. */
  readonly traits: Traits['setup']
  /** Whether a boot report may be asked for now. */
  readonly mayTrigger: boolean
  /** Asks the station to boot-notify. */
  triggerBoot(): void
  /** The station can be called now. */
  onOpen(): void
}

/**
 * Waits, after a connection, until the station can be called: at its boot report, or after some time
 * without one. Some stations answer nothing before their boot report was answered and boot again when
 * called too early (quirk B1); others never send one after a reconnect (quirk B2).
 */
export class Opening {
  readonly #host: OpeningHost
  #isOpen = false
  #isBooted = false
  #isOver = false
  #settling: Timer | undefined
  /** Those to ask for a boot report, and to go on without one, until it is open. */
  #timers: readonly Timer[]

  constructor(host: OpeningHost) {
    this.#host = host
    const { clock, traits } = host
    this.#timers = [
      clock.after(traits.triggerBootAfter * 1000, () => {
        if (!this.#isBooted && !this.#isOpen && host.mayTrigger) host.triggerBoot()
      }),
      clock.after(traits.goOnAfter * 1000, () => this.#settle()),
    ]
  }

  /** Whether the station can be called. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The station sent a boot report. */
  booted(): void {
    this.#isBooted = true
    this.#isOpen = false
    this.#settling?.cancel()
    this.#settling = undefined
    this.#settle()
  }

  /** The station is known from before and went on without a boot report. */
  resumed(): void {
    if (!this.#isOpen) this.#settle()
  }

  /** The connection is over. */
  end(): void {
    this.#isOver = true
    this.#settling?.cancel()
    this.#settling = undefined
    this.#stopTimers()
  }

  /** Leaves the station a moment before the first call (quirk B4). */
  #settle(): void {
    const { clock, traits } = this.#host
    if (this.#isOpen || this.#settling !== undefined || this.#isOver) return
    this.#settling = clock.after(traits.settle * 1000, () => {
      this.#settling = undefined
      this.#isOpen = true
      this.#stopTimers()
      this.#host.onOpen()
    })
  }

  #stopTimers(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = noTimers
  }
}

const noTimers: readonly Timer[] = []
