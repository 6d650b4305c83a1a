import type { Clock } from '../clock.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type { CallRecord, Command, Facts, StationEvent, Traits } from '../model.ts'
import { cardFor } from './card_for.ts'
import type { LimitWish } from './control.ts'
import type { Executed } from './execute.ts'
import type { ProfileVariant } from './ladder.ts'
import { type Applied, applyLimit } from './limit.ts'
import { byKey } from './limit_key.ts'
import { quantized } from './quantize.ts'

/** What limiting a connector needs. */
export interface LimiterDeps {
  readonly clock: Clock
  readonly facts: Facts
  traits(): Traits
  keys(): WellKnownKeys | undefined
  /** Number of connectors of the station. */
  connectors(): number
  execute(command: Command): Promise<Executed>
  learn(events: readonly StationEvent[]): void
  /** A limit kept for a transaction, or sent again, was not taken. */
  onLate(applied: Applied): void
}

const day = 86_400_000

/**
 * Says limits to one connector by the strategy of its traits: by profile or by key, with 0 as a
 * limit, as the end of the transaction or as unavailability, and back again. Never says more than
 * was asked for.
 */
export class Limiter {
  readonly #deps: LimiterDeps
  #learned: ProfileVariant | undefined
  /** How charging was paused, when not by a limit of 0. */
  #paused: 'stopTransaction' | 'changeAvailability' | undefined
  #wasZero = false
  #stoppedAt = Number.NEGATIVE_INFINITY
  /** Limit to be said when a transaction runs. */
  #pending: LimitWish | undefined
  #writes: number[] = []
  #work: Promise<unknown> = Promise.resolve()

  constructor(deps: LimiterDeps) {
    this.#deps = deps
  }

  /** Whether charging is paused, so that nobody must start it. */
  get paused(): boolean {
    return this.#paused !== undefined
  }

  /** Forgets which variant worked; the firmware is another. */
  forget(): void {
    this.#learned = undefined
  }

  /** Carries out the wish for a limit. */
  apply(wish: LimitWish): Promise<Applied> {
    return this.#inTurn(() => {
      const { control } = this.#deps.traits()
      const limit = quantized(wish, control)
      return limit === 0 ? this.#pause(wish) : this.#resume({ ...wish, limit })
    })
  }

  /** A transaction began: what waited for it is sent. */
  started(): Promise<void> {
    return this.#inTurn(async () => {
      const pending = this.#pending
      this.#pending = undefined
      if (pending === undefined) return
      const applied = await this.#say(pending)
      if (applied.kind !== 'done') this.#deps.onLate(applied)
    })
  }

  /** One limit after the other: else a late variant of the first would replace the second. */
  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#work.then(job)
    this.#work = done.catch(() => undefined)
    return done
  }

  async #pause(wish: LimitWish): Promise<Applied> {
    const { facts, traits, clock } = this.#deps
    const { control } = traits()
    this.#pending = undefined
    const zero = { ...wish, limit: 0 }
    if (control.pause === 'zeroLimit') {
      this.#wasZero = true
      return this.#say(zero)
    }
    if (control.pause === 'never') {
      return refused('This station cannot be paused by the host')
    }
    if (control.pause === 'minLimit') {
      const lowest = await this.#say({ ...wish, limit: control.min })
      if (lowest.kind !== 'done') return lowest
      const detail = `This station cannot pause; it was limited to ${control.min} A, its least`
      return { ...refused(detail), calls: lowest.calls }
    }
    this.#paused = control.pause
    if (control.pause === 'changeAvailability') {
      const { connector } = facts
      return this.#do({ kind: 'ChangeAvailability', connector, operative: false })
    }
    const running = facts.transaction
    if (running?.active !== true) return { kind: 'done', calls: [] }
    this.#stoppedAt = clock.now()
    const stopped = await this.#do({ kind: 'RemoteStopTransaction', transaction: running.id })
    if (stopped.kind === 'refused') this.#paused = undefined
    return stopped
  }

  async #resume(wish: LimitWish): Promise<Applied> {
    const { facts, traits } = this.#deps
    const { control, profile } = traits()
    const { connector } = facts
    const paused = this.#paused
    const calls: CallRecord[] = []
    if (paused === 'changeAvailability') {
      const back = await this.#do({ kind: 'ChangeAvailability', connector, operative: true })
      if (back.kind !== 'done') return back
      calls.push(...back.calls)
    }
    this.#paused = undefined
    const charging = facts.transaction?.active === true
    if (profile.onlyWhileCharging && !charging) this.#pending = wish
    const said: Applied =
      this.#pending === undefined ? await this.#say(wish) : { kind: 'kept', calls: [] }
    if (said.kind !== 'done' && said.kind !== 'kept') return said
    calls.push(...said.calls)
    if (paused === 'stopTransaction' || control.resume === 'remoteStart') {
      const started = charging ? undefined : await this.#start()
      if (started !== undefined && started.kind !== 'done') return started
      calls.push(...(started?.calls ?? []))
    }
    if (control.resume === 'resend' && this.#wasZero)
      this.#sendAgain(wish, control.resend.times - 1)
    this.#wasZero = false
    return { ...said, calls }
  }

  /** Starts a transaction where a vehicle waits, not sooner after a stop than the station bears. */
  async #start(): Promise<Applied | undefined> {
    const { facts, traits, clock } = this.#deps
    const { control } = traits()
    const plugged = ['Preparing', 'SuspendedEVSE', 'SuspendedEV', 'Finishing']
    if (facts.status === undefined || !plugged.includes(facts.status.status)) return undefined
    const wait = this.#stoppedAt + control.holdOff * 1000 - clock.now()
    const idTag = cardFor(facts, control)
    const start: Command = { kind: 'RemoteStartTransaction', connector: facts.connector, idTag }
    if (wait <= 0) return this.#do(start)
    clock.after(wait, () => {
      if (this.#paused !== undefined || facts.transaction?.active === true) return
      void this.#do(start).then((applied) => {
        if (applied.kind !== 'done') this.#deps.onLate(applied)
      })
    })
    return { kind: 'kept', calls: [] }
  }

  #sendAgain(wish: LimitWish, times: number): void {
    const { clock, traits, onLate } = this.#deps
    if (times <= 0) return
    clock.after(traits().control.resend.every * 1000, () => {
      void this.#inTurn(() => this.#say(wish)).then((applied) => {
        if (applied.kind === 'done') this.#sendAgain(wish, times - 1)
        else onLate(applied)
      })
    })
  }

  async #say(wish: LimitWish): Promise<Applied> {
    const { facts, traits, keys, clock, execute, learn, connectors } = this.#deps
    const { control, profile } = traits()
    const { current } = control
    if (current.by === 'key' && wish.limitUnit === 'A') {
      const said = await byKey(wish, { current, facts, profile, execute, learn, connectors, clock })
      if (said.kind !== 'refused') return said
    }
    const known = keys()
    if (known === undefined) return { kind: 'offline' }
    if (!this.#mayWrite(control.writesPerDay)) {
      return refused(
        `The station bears ${control.writesPerDay} profiles a day, and they are used up`,
      )
    }
    const deps = {
      facts,
      traits: profile,
      keys: known,
      learned: this.#learned,
      execute,
      now: () => clock.now(),
    }
    const applied = await applyLimit(wish, deps)
    this.#learned = deps.learned
    return applied
  }

  #mayWrite(most: number): boolean {
    if (most === 0) return true
    const now = this.#deps.clock.now()
    this.#writes = this.#writes.filter((at) => now - at < day)
    if (this.#writes.length >= most) return false
    this.#writes.push(now)
    return true
  }

  async #do(command: Command): Promise<Applied> {
    return appliedOf(await this.#deps.execute(command))
  }
}

/** What a single command came to. */
export function appliedOf(executed: Executed): Applied {
  const { record } = executed
  switch (executed.kind) {
    case 'offline':
      return { kind: 'offline' }
    case 'timeout':
      return { kind: 'timeout', action: record.action }
    case 'call-error':
      return {
        kind: 'refused',
        status: executed.code,
        detail: executed.description,
        calls: [record],
      }
    case 'outcome':
      return executed.outcome.accepted
        ? { kind: 'done', calls: [record] }
        : { kind: 'refused', status: executed.outcome.status, calls: [record] }
  }
}

function refused(detail: string): Extract<Applied, { kind: 'refused' }> {
  return { kind: 'refused', status: 'Impossible', detail, calls: [] }
}
