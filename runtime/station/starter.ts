import type { Clock, Timer } from '../clock.ts'
import {
  type Command,
  type CommandOf,
  type Facts,
  inUse,
  type StatusWord,
  type Traits,
} from '../model.ts'
import type { Applied } from './applied.ts'
import { cardFor } from './card_for.ts'

/** What starting for a station needs. */
export interface StarterDeps {
  readonly clock: Clock
  readonly facts: Facts
  readonly traits: Traits
  /** Whether the host may call the station by itself. */
  readonly isOpen: boolean
  /** Whether the host paused charging, so that nobody must start it. */
  readonly isPaused: boolean
  /** Whether only known cards may charge. */
  readonly knownOnly: boolean
  carryOut(command: Command): Promise<Applied>
  /** A start that nobody waits for was carried out. */
  onStarted(applied: Applied): void
}

/** A transaction that was ended for a pause. */
export interface StoppedFor {
  readonly idTag?: string | undefined
}

type Start = CommandOf<'RemoteStartTransaction'>

/** Starts transactions, for stations that cannot do it by themselves too (quirks B13, X1). */
export class Starter {
  readonly #deps: StarterDeps
  #status: StatusWord | undefined
  /** A status came while the station was not to be called. */
  #missed = false
  /** ms since the epoch of the end of the last transaction. */
  #stoppedAt: number | undefined
  #waiting: Timer | undefined
  /** Card of a start that waits until the station has booted. */
  #afterBoot: string | undefined

  constructor(deps: StarterDeps) {
    this.#deps = deps
  }

  /** The facts of the connector changed: start once when a vehicle is plugged in. */
  look(): void {
    const { facts, clock, traits, isOpen } = this.#deps
    this.#missed = !isOpen
    if (this.#missed) return
    const before = this.#status
    const status = facts.status?.status
    this.#status = status
    if (!isPlugged(status)) this.#forgetWaiting()
    if (status === 'Available') this.#afterBoot = undefined
    if (status !== 'Preparing' || isPlugged(before)) return
    const card = this.#afterBoot
    this.#afterBoot = undefined
    const mayStart = traits.control.start === 'remoteOnPreparing' && this.#isWanted()
    if (card === undefined ? !mayStart : !this.#isFree()) return
    const command = this.#command(card)
    // After the answer to the report that led here: the station takes no call before it.
    clock.soon(() => void this.start(command).then((applied) => this.#deps.onStarted(applied)))
  }

  /** The station may be called now. */
  opened(): void {
    if (this.#missed) this.look()
  }

  /** The station booted: what was started is no more. */
  booted(): void {
    this.#status = undefined
    this.#forgetWaiting()
  }

  /** A transaction ended. */
  stopped(): void {
    this.#stoppedAt = this.#deps.clock.now()
  }

  /**
   * Charging may go on after a pause: starts again what was ended for it, or what a vehicle that came
   * meanwhile waits for; `undefined` where there is nothing to start.
   */
  async restart(stopped: StoppedFor | undefined): Promise<Applied | undefined> {
    const { facts, traits } = this.#deps
    const { start, idTagLength } = traits.control
    if (facts.transaction?.active === true || !isPlugged(facts.status?.status)) return undefined
    if (stopped !== undefined) {
      return this.start(this.#command(stopped.idTag?.slice(0, idTagLength)))
    }
    if (start !== 'remoteOnPreparing' || !this.#isWanted()) return undefined
    return this.start(this.#command())
  }

  /** Starts, not sooner after a stop than the station bears (quirks X18, X19); the last start that waits counts. */
  async start(command: Start): Promise<Applied> {
    const { clock, facts, traits } = this.#deps
    const { holdOff, resume } = traits.control
    this.#forgetWaiting()
    if (resume === 'reset' && facts.status?.status === 'Finishing') return this.#reset(command)
    const sendAt = (this.#stoppedAt ?? Number.NEGATIVE_INFINITY) + holdOff * 1000
    if (sendAt <= clock.now()) return this.#deps.carryOut(command)
    this.#waiting = clock.after(sendAt - clock.now(), () => {
      if (!this.#isFree()) return
      void this.#deps.carryOut(command).then((applied) => this.#deps.onStarted(applied))
    })
    return { kind: 'kept', calls: [], sendAt }
  }

  /** Some stations start nothing after a stop until they have booted (quirk X3). */
  async #reset({ idTag }: Start): Promise<Applied> {
    const reset = await this.#deps.carryOut({ kind: 'Reset', hard: false })
    if (reset.kind !== 'done') return reset
    this.#afterBoot = idTag
    return { kind: 'kept', calls: reset.calls }
  }

  #command(card?: string): Start {
    const { facts, traits } = this.#deps
    const { connector } = facts
    const idTag = card ?? cardFor(facts, traits.control)
    return { kind: 'RemoteStartTransaction', connector, idTag }
  }

  #isWanted(): boolean {
    const { facts, knownOnly } = this.#deps
    return this.#isFree() && (!knownOnly || facts.card?.authorized === true)
  }

  #isFree(): boolean {
    const { facts, isPaused } = this.#deps
    return !isPaused && facts.transaction?.active !== true
  }

  #forgetWaiting(): void {
    this.#waiting?.cancel()
    this.#waiting = undefined
  }
}

function isPlugged(status: StatusWord | undefined): boolean {
  return status !== undefined && inUse.has(status)
}
