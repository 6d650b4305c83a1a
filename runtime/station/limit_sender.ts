import type { Clock, Timer } from '../clock.ts'
import type { WellKnownKeys } from '../dialect/dialect.ts'
import type { Command, Facts, StationEvent, Traits } from '../model.ts'
import type { Applied } from './applied.ts'
import type { LimitWish } from './control.ts'
import type { Executed } from './execute.ts'
import type { ProfileVariant } from './ladder.ts'
import { applyLimit } from './limit.ts'
import { byKey } from './limit_key.ts'

/** What sending limits to a connector needs. */
export interface LimitSenderDeps {
  readonly clock: Clock
  readonly facts: Facts
  readonly traits: Traits
  /** While it is connected. */
  readonly keys: WellKnownKeys | undefined
  /** Number of connectors of the station. */
  readonly connectors: number
  execute(command: Command): Promise<Executed>
  learn(events: readonly StationEvent[]): void
}

const day = 86_400_000
/** Seconds of a schedule asked for when only the present matters. */
const lookAhead = 3600

/**
 * Says limits to one connector: by a key where the family has one and the station knows it, else by a
 * profile, no more of them a day than the station bears.
 */
export class LimitSender {
  readonly #deps: LimitSenderDeps
  readonly #onDue: (wish: LimitWish) => void
  /** The variant of a profile that worked last. */
  learned: ProfileVariant | undefined
  #hasNoKey = false
  #writes: number[] = []
  #due: Timer | undefined

  /** @param onDue a limit that waited for the budget may be sent now */
  constructor(deps: LimitSenderDeps, onDue: (wish: LimitWish) => void) {
    this.#deps = deps
    this.#onDue = onDue
  }

  /** Forgets what the station takes; its firmware is another. */
  forget(): void {
    this.learned = undefined
    this.#hasNoKey = false
  }

  /** Says a limit; one that waited is no longer wanted. */
  async send(wish: LimitWish): Promise<Applied> {
    this.#due?.cancel()
    this.#due = undefined
    const { control, profile } = this.#deps.traits
    const { current } = control
    if (current.by === 'key' && !this.#hasNoKey) {
      const said = await byKey(wish, { deps: this.#deps, current, profile })
      this.#hasNoKey = said.kind === 'no-key'
      if (said.kind !== 'refused' && said.kind !== 'no-key') return said
    }
    const known = this.#deps.keys
    if (known === undefined) return { kind: 'offline' }
    const sendAt = this.#freeAt(control.writesPerDay)
    if (sendAt !== undefined) return this.#wait(wish, sendAt)
    return this.#profile(wish, known)
  }

  async #profile(wish: LimitWish, keys: WellKnownKeys): Promise<Applied> {
    const { facts, traits, clock, connectors } = this.#deps
    const deps = {
      facts,
      traits: traits.profile,
      keys,
      learned: this.learned,
      execute: (command: Command) => {
        this.#writes.push(clock.now())
        return this.#deps.execute(command)
      },
      connectors,
      now: () => clock.now(),
    }
    const applied = await applyLimit(wish, deps)
    this.learned = deps.learned
    if (applied.kind === 'done' && deps.traits.readBack) this.#readBack(wish)
    return applied
  }

  /** Asks what holds now; the limit was taken, whatever comes of it. */
  #readBack({ connector }: LimitWish): void {
    void this.#deps.execute({ kind: 'GetCompositeSchedule', connector, duration: lookAhead })
  }

  /** ms since the epoch when the budget allows the next profile (quirk P13); `undefined` = now. */
  #freeAt(perDay: number): number | undefined {
    if (perDay === 0) return undefined
    const now = this.#deps.clock.now()
    this.#writes = this.#writes.filter((at) => now - at < day)
    const blocking = this.#writes.at(-perDay)
    return blocking === undefined ? undefined : blocking + day
  }

  #wait(wish: LimitWish, sendAt: number): Applied {
    const { clock } = this.#deps
    this.#due = clock.after(sendAt - clock.now(), () => this.#onDue(wish))
    return { kind: 'kept', calls: [], sendAt }
  }
}
