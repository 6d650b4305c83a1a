/** A call that waits for its turn. */
export interface Outgoing {
  readonly action: string
  /** Made when it is sent: a transaction's number is known only after its start was answered. */
  readonly payload: () => object
  /** It outlives a lost connection, as messages about transactions do. */
  readonly keep?: boolean
  /** It may be sent before the server has accepted the station. */
  readonly first?: boolean
  /** Gets the answer, or `undefined` when there is none to come. */
  readonly done?: (answer: unknown) => void
}

/** Tries for a message that is kept. */
const attempts = 3
/** Messages that are kept at most. */
const capacity = 1000

/** The calls of a station that wait for their turn, in order. */
export class Backlog {
  #waiting: Outgoing[] = []
  readonly #failures = new WeakMap<Outgoing, number>()

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.#waiting.length === 0
  }

  /** Adds a call at the end; a full backlog drops the oldest meter values first. */
  add(out: Outgoing): void {
    this.#waiting.push(out)
    if (this.#waiting.length <= capacity) return
    const least = this.#waiting.findIndex(({ action }) => action === 'MeterValues')
    this.#waiting.splice(Math.max(0, least), 1)
  }

  /** Takes the next call; before the server has accepted the station only one marked `first`. */
  take(ready: boolean): Outgoing | undefined {
    const index = ready ? 0 : this.#waiting.findIndex(({ first }) => first)
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]
  }

  /** Puts a call that failed back to the front. @returns whether it is tried again */
  putBack(out: Outgoing): boolean {
    const failures = (this.#failures.get(out) ?? 0) + 1
    this.#failures.set(out, failures)
    if (!out.keep || failures >= attempts) return false
    this.#waiting.unshift(out)
    return true
  }

  /** Keeps, in order, what outlives the connection, `inFlight` before all; drops the rest. */
  disconnected(inFlight: Outgoing | undefined): void {
    const all = inFlight ? [inFlight, ...this.#waiting] : this.#waiting
    this.#waiting = all.filter(({ keep }) => keep)
    for (const out of all) if (!out.keep) out.done?.(undefined)
  }
}
