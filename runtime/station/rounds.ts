import type { Moment } from '../held_clock.ts'
import { tryAll } from '../try_all.ts'

/** Who has something to do at the end of a round. */
export interface Owing {
  /** Concludes what it put off until then. */
  conclude(): void
  /** Computes the items whose facts changed; concludes before, if need be. */
  settle(): void
}

const stages = [(one: Owing) => one.conclude(), (one: Owing) => one.settle()] as const

/**
 * Messages that are handled in one round are handled in stages, each for all stations: code that runs
 * for one after the other stays in the caches, and what is between does not drive it out. Outside a
 * round nothing waits.
 */
export class Rounds {
  readonly #moment: Moment | undefined
  #owing: Owing[] | undefined

  /** @param moment is held during a round */
  constructor(moment?: Moment) {
    this.#moment = moment
  }

  /** Whether one is under way. */
  get isOpen(): boolean {
    return this.#owing !== undefined
  }

  /** Begins a round. */
  begin(): void {
    this.#moment?.hold()
    this.#owing ??= []
  }

  /** Ends it: whatever is owed is settled. @throws what one of them threw first, when all had their turn */
  end(): void {
    const owing = this.#owing ?? []
    this.#owing = undefined
    tryAll(stages, (stage) => tryAll(owing, stage))
  }

  /** What the messages led to is sent: does what they have done soon. @throws what that threw first */
  over(): void {
    this.#moment?.release()
  }

  /** Has somebody conclude and settle, once, at the end of the round or now. */
  owe(one: Owing): void {
    if (this.#owing === undefined) one.settle()
    else this.#owing.push(one)
  }
}
