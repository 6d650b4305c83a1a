import type { Clock, Timer } from '../clock.ts'
import type { Traits } from '../model.ts'

/** How the beginning of a connection goes. */
export interface OpeningDeps {
  readonly clock: Clock
  traits(): Traits['setup']
  readonly ended: AbortSignal
  /** Asks the station to boot-notify. */
  triggerBoot(): void
  /** Whether a boot report may be asked for now. */
  mayTrigger(): boolean
  /** The station can be called now. */
  open(booted: boolean): void
}

/**
 * Waits, after a connection, until the station can be called: at its boot report, or after some time
 * without one. Some stations answer nothing before their boot report was answered and boot again when
 * called too early (quirk B1); others never send one after a reconnect (quirk B2).
 */
export class Opening {
  readonly #deps: OpeningDeps
  #isOpen = false
  #isBooted = false
  #settling: Timer | undefined

  constructor(deps: OpeningDeps) {
    this.#deps = deps
    const { clock, ended } = deps
    const traits = deps.traits()
    const ask = clock.after(traits.triggerBootAfter * 1000, () => {
      if (!this.#isBooted && !this.#isOpen && deps.mayTrigger()) deps.triggerBoot()
    })
    const goOn = clock.after(traits.goOnAfter * 1000, () => this.#settle())
    ended.addEventListener(
      'abort',
      () => {
        ask.cancel()
        goOn.cancel()
      },
      { once: true },
    )
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

  /** Leaves the station a moment before the first call (quirk B4). */
  #settle(): void {
    const { clock, traits, ended, open } = this.#deps
    if (this.#isOpen || this.#settling !== undefined || ended.aborted) return
    this.#settling = clock.after(traits().settle * 1000, () => {
      this.#settling = undefined
      if (ended.aborted) return
      this.#isOpen = true
      open(this.#isBooted)
    })
  }
}
