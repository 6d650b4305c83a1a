import type { Clock } from '../clock.ts'
import type { Profile } from './credentials.ts'
import { dropOldest } from './events.ts'

/** What is known of two connections that claim the same identity. */
export interface Rivals {
  /** What the present one proved. */
  readonly old: { readonly proof: Profile; readonly address: string }
  /** What the one that wants in proved; it is right by the profile of the station. */
  readonly fresh: { readonly proof: Profile; readonly address: string }
}

/** Who stays: decided at once, or by whether the present connection still lives. */
export type Verdict = 'fresh' | 'the one that lives'

/**
 * Decides between two connections with the same identity. More proof wins, and so does a station that
 * comes again from its own address: the connection it had is lost, whatever TCP thinks. In all other
 * cases the present connection stays as long as it answers.
 */
export function verdictOn({ old, fresh }: Rivals): Verdict {
  if (fresh.proof > old.proof) return 'fresh'
  if (fresh.proof === old.proof && fresh.address === old.address) return 'fresh'
  return 'the one that lives'
}

/** When takeovers of one identity are too many. */
export interface FlapLimits {
  /** Takeovers within the window that are still let pass. */
  readonly most: number
  /** ms. */
  readonly window: number
}

/** Identities watched at once. */
const mostWatched = 10_000

/** Notices identities that two stations tear at: their present connection is kept for a while. */
export class FlapGuard {
  readonly #clock: Clock
  readonly #limits: FlapLimits
  readonly #takeovers = new Map<string, number[]>()

  constructor(clock: Clock, limits: FlapLimits = { most: 10, window: 60_000 }) {
    this.#clock = clock
    this.#limits = limits
  }

  /** ms for which the identity is frozen yet; 0 = it is not. */
  frozen(station: string): number {
    const { most, window } = this.#limits
    const times = this.#recent(station)
    const first = times.at(-most)
    return first === undefined ? 0 : first + window - this.#clock.now()
  }

  /** A live connection was replaced. */
  count(station: string): void {
    const times = [...this.#recent(station), this.#clock.now()].slice(-this.#limits.most)
    this.#takeovers.delete(station)
    this.#takeovers.set(station, times)
    dropOldest(this.#takeovers, mostWatched)
  }

  #recent(station: string): number[] {
    const since = this.#clock.now() - this.#limits.window
    return (this.#takeovers.get(station) ?? []).filter((at) => at > since)
  }
}
