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
  /** The station can be called now; with that it is over. */
  onOpen(): void
}

/**
 * Waits, after a connection, until the station can be called: at its boot report, or after some time
 * without one. Some stations answer nothing before their boot report was answered and boot again when
 * called too early (quirk B1); others never send one after a reconnect (quirk B2).
 */
export class Opening {
  readonly #host: OpeningHost
  /** Those to ask for a boot report, and to go on without one. */
  #timers: readonly Timer[]
  #settling: Timer | undefined

  constructor(host: OpeningHost) {
    this.#host = host
    const { clock, traits } = host
    this.#timers = [
      clock.after(traits.triggerBootAfter * 1000, () => {
        if (host.mayTrigger) host.triggerBoot()
      }),
      clock.after(traits.goOnAfter * 1000, () => this.resumed()),
    ]
  }

  /** The station sent a boot report. */
  booted(): void {
    this.end()
    this.#settle()
  }

  /** The station is known from before and went on without a boot report, or does that now. */
  resumed(): void {
    if (this.#settling === undefined) this.#settle()
  }

  /** Ends it: the connection is over. */
  end(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = noTimers
    this.#settling?.cancel()
  }

  /** Leaves the station a moment before the first call (quirk B4). */
  #settle(): void {
    const { clock, traits } = this.#host
    this.#settling = clock.after(traits.settle * 1000, () => {
      this.end()
      this.#host.onOpen()
    })
  }
}

const noTimers: readonly Timer[] = []
