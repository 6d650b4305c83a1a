import type { CallRecord, Command } from '../model.ts'
import { type Applied, after, appliedOf, callsOf, impossible } from './applied.ts'
import type { LimitWish } from './control.ts'
import { LimitSender, type LimitSenderDeps } from './limit_sender.ts'
import { quantized } from './quantize.ts'
import type { StoppedFor } from './starter.ts'
import { isSessionId } from './status_session.ts'
import { wattsPerAmpere } from './watts.ts'

/** What limiting a connector needs. */
export interface LimiterDeps extends LimitSenderDeps {
  /** Starts what was stopped for a pause, or what waits for its end. */
  restart(stopped: StoppedFor | undefined): Promise<Applied | undefined>
  /** A limit that was kept for later, or is sent again, was not taken. */
  onLateLimit(applied: Applied): void
}

/**
 * Says limits to one connector by the strategy of its traits, with 0 as a limit, as the end of the
 * transaction or as unavailability, and back again. Never says more than was asked for.
 */
export class Limiter {
  readonly #deps: LimiterDeps
  /** Says limits, and learns how the station takes them. */
  readonly sender: LimitSender
  /** How charging was paused, when not by a limit of 0. */
  #paused: 'stopTransaction' | 'changeAvailability' | undefined
  /** What was ended for the pause, while its vehicle is there. */
  #stopped: StoppedFor | undefined
  #wasZero = false
  /** Limit to be said when a transaction runs. */
  #pending: LimitWish | undefined
  /** What was asked for last, so that nothing older is sent again. */
  #latest: LimitWish | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(deps: LimiterDeps) {
    this.#deps = deps
    this.sender = new LimitSender(deps, (wish) => this.#again(wish))
  }

  /** Whether charging is paused, so that nobody must start it. */
  get paused(): boolean {
    return this.#paused !== undefined
  }

  /** Forgets what the station takes; its firmware or its traits are others. */
  forget(): void {
    this.sender.forget()
  }

  /** Carries out the wish for a limit. */
  apply(wish: LimitWish): Promise<Applied> {
    return this.#inTurn(() => {
      const { control } = this.#deps.traits
      const limit = quantized(wish, control, this.#perAmpere(wish))
      this.#latest = { ...wish, limit }
      this.#pending = undefined
      return limit === 0 ? this.#pause(this.#latest) : this.#resume(this.#latest)
    })
  }

  /** A transaction began: what waited for it is said, and one that began in a pause is ended. */
  started(): Promise<void> {
    return this.#inTurn(async () => {
      const pending = this.#pending
      this.#pending = undefined
      if (this.#paused !== undefined) this.#late(await this.#stop())
      else if (pending !== undefined) this.#late(await this.#say(pending))
    })
  }

  /** The vehicle left: what was ended for a pause is nobody's any more. */
  unplugged(): void {
    this.#stopped = undefined
  }

  /** One limit after the other: else a late variant of the first would replace the second. */
  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#work.then(job)
    this.#work = done.catch(() => undefined)
    return done
  }

  async #pause(zero: LimitWish): Promise<Applied> {
    const { control } = this.#deps.traits
    switch (control.pause) {
      case 'zeroLimit':
        this.#wasZero = true
        return this.#say(zero)
      case 'never':
        return impossible('This station cannot be paused by the host')
      case 'minLimit':
        return this.#leastInstead(zero, 'This station cannot pause')
      case 'changeAvailability':
        return this.#shut()
      case 'stopTransaction':
        return this.#stopInstead(zero)
    }
  }

  async #shut(): Promise<Applied> {
    const { connector } = this.#deps.facts
    this.#paused = 'changeAvailability'
    const shut = await this.#do({ kind: 'ChangeAvailability', connector, operative: false })
    if (shut.kind === 'refused') this.#paused = undefined
    if (shut.kind !== 'done') return shut
    // While a transaction runs it is only scheduled (quirk B6).
    return after(shut.calls, await this.#stop())
  }

  async #stopInstead(zero: LimitWish): Promise<Applied> {
    this.#paused = 'stopTransaction'
    const stopped = await this.#stop()
    if (stopped.kind !== 'refused') return stopped
    this.#paused = undefined
    const least = await this.#leastInstead(zero, 'This station did not end the transaction')
    return after(stopped.calls, least)
  }

  /** The least current where there is no pause, so that nobody believes there were one. */
  async #leastInstead(zero: LimitWish, why: string): Promise<Applied> {
    const { min } = this.#deps.traits.control
    const limit = zero.limitUnit === 'A' ? min : Math.floor(min * this.#perAmpere(zero))
    const least = await this.#say({ ...zero, limit })
    if (least.kind === 'offline' || least.kind === 'timeout') return least
    const outcome = {
      done: `; it was limited to ${min} A, its least`,
      kept: `; it will be limited to ${min} A, its least, when a transaction runs`,
      refused: '',
    }[least.kind]
    return impossible(`${why}${outcome}`, least.calls)
  }

  async #stop(): Promise<Applied> {
    const { transaction } = this.#deps.facts
    if (transaction?.active !== true) return { kind: 'done', calls: [] }
    const { id, idTag } = transaction
    if (isSessionId(id)) return impossible('This station knows no transaction that could be ended')
    const stopped = await this.#do({ kind: 'RemoteStopTransaction', transaction: id })
    if (stopped.kind === 'done') this.#stopped = { idTag }
    return stopped
  }

  async #resume(wish: LimitWish): Promise<Applied> {
    const { connector, transaction } = this.#deps.facts
    const calls: CallRecord[] = []
    if (this.#paused === 'changeAvailability') {
      const back = await this.#do({ kind: 'ChangeAvailability', connector, operative: true })
      if (back.kind !== 'done') return back
      calls.push(...back.calls)
    }
    const wasZero = this.#wasZero
    const startsAgain = wasZero && this.#deps.traits.control.resume === 'remoteStart'
    const ended = startsAgain && transaction?.active === false ? transaction : undefined
    const resumes = this.#paused !== undefined || startsAgain
    const stopped = this.#stopped ?? ended
    this.#paused = undefined
    this.#stopped = undefined
    this.#wasZero = false
    const started = resumes ? await this.#deps.restart(stopped) : undefined
    if (started !== undefined && 'calls' in started) calls.push(...started.calls)
    const said = after(calls, await this.#say(wish))
    if (wasZero) this.#sayAgain(wish)
    if (said.kind !== 'done' || started === undefined || started.kind === 'done') return said
    if (started.kind !== 'refused') return { ...started, ...callsOf(said) }
    const detail = `The limit was taken, but the station answered "${started.status}" to the start`
    return { ...started, detail, ...callsOf(said) }
  }

  /** Some stations go on with the old limit after a pause unless the new one is said again (quirk P10). */
  #sayAgain(wish: LimitWish, said = 1): void {
    const { clock, traits } = this.#deps
    const { resume, resend } = traits.control
    if (resume !== 'resend' || said >= resend.times) return
    clock.after(resend.every * 1000, () => {
      this.#again(wish)
      this.#sayAgain(wish, said + 1)
    })
  }

  /** Says a limit nobody waits for, unless another one was asked for since. */
  #again(wish: LimitWish): void {
    void this.#inTurn(async () => {
      if (this.#latest === wish) this.#late(await this.#say(wish))
    })
  }

  /** Says a limit, or keeps it for the transaction where the station takes none without (quirk P9). */
  async #say(wish: LimitWish): Promise<Applied> {
    const { facts, traits } = this.#deps
    const { control, profile } = traits
    const waits = profile.onlyWhileCharging && control.current.by === 'profile'
    if (!waits || facts.transaction?.active === true) return this.sender.send(wish)
    this.#pending = wish
    return { kind: 'kept', calls: [] }
  }

  #late(applied: Applied): void {
    if (applied.kind !== 'done') this.#deps.onLateLimit(applied)
  }

  #perAmpere(wish: LimitWish): number {
    const { facts, traits } = this.#deps
    return wattsPerAmpere(wish, { facts, profile: traits.profile })
  }

  async #do(command: Command): Promise<Applied> {
    return appliedOf(await this.#deps.execute(command))
  }
}
