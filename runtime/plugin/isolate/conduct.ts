import type { Clock } from '../../clock.ts'
import type { IsolateLimits } from './limits.ts'

/** Where the calls of a plugin go. */
export type Where = 'shared' | 'penalty' | 'refused'

/**
 * How a plugin behaves, over a while. One fault that costs others something sets it apart from them,
 * and so do some slow calls; after some such faults it is refused. All is forgiven with time.
 */
export class Conduct {
  readonly #clock: Clock
  readonly #limits: IsolateLimits
  readonly #onMove: (why: string) => void
  #strikes: readonly number[] = []
  #slow: readonly number[] = []

  /** @param onMove is told why when its calls go elsewhere */
  constructor(clock: Clock, limits: IsolateLimits, onMove: (why: string) => void) {
    this.#clock = clock
    this.#limits = limits
    this.#onMove = onMove
  }

  /** Faults that count against it now. */
  get strikes(): number {
    return this.#recent(this.#strikes).length
  }

  get where(): Where {
    const { strikes } = this.#limits
    if (this.strikes >= strikes) return 'refused'
    return this.strikes > 0 || this.#recent(this.#slow).length >= strikes ? 'penalty' : 'shared'
  }

  /** Why it is refused, and for how long. */
  get refusal(): string {
    const { strikes, window } = this.#limits
    const [oldest = this.#clock.now()] = this.#recent(this.#strikes)
    const until = new Date(oldest + window).toISOString()
    return `Refused until ${until}: ${strikes} times in ${window / 60_000} minutes it took too much`
  }

  /** It took too much. */
  strike(why: string): void {
    const before = this.where
    this.#strikes = [...this.#recent(this.#strikes), this.#clock.now()]
    if (this.where !== before) this.#onMove(why)
  }

  /** A call of it took long. */
  slow(): void {
    const before = this.where
    this.#slow = [...this.#recent(this.#slow), this.#clock.now()]
    if (this.where !== before) this.#onMove('Its calls take long')
  }

  #recent(times: readonly number[]): readonly number[] {
    const since = this.#clock.now() - this.#limits.window
    return times.length === 0 ? times : times.filter((at) => at > since)
  }
}
