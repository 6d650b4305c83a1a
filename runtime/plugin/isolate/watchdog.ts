/** What a thread is at, and what it has used. */
export interface Sighting {
  /** Id of the request under way; 0 = none. */
  readonly running: number
  /** ms on a processor, ever; `undefined` = not known. */
  readonly cpu: number | undefined
  /** ms of this process's own clock. */
  readonly at: number
}

/** What a request may take, ms. */
export interface TimeLimits {
  readonly cpu: number
  /** Of the clock, where the time on a processor is not known. */
  readonly wall: number
}

/** What the request under way has taken so far, ms; `cpu` only where it is known. */
export interface Spent {
  readonly cpu: number | undefined
  readonly wall: number
}

/** Time on the clock that one look may add: a process that slept or was busy blames nobody for it. */
const longestLook = 100
/** A thread that neither ends nor runs is stuck in some other way. */
const patience = 10

/**
 * Tells how long a request takes. Time on a processor counts, because a busy machine makes every
 * request slow by the clock, and killing healthy ones makes it busier.
 */
export class Watchdog {
  #last: Sighting = { running: 0, cpu: undefined, at: 0 }
  #first: Sighting = this.#last
  #wall = 0

  /** What the request under way has taken since it was first seen. */
  look(seen: Sighting): Spent {
    const same = seen.running !== 0 && seen.running === this.#last.running
    if (!same) this.#first = seen
    this.#wall = same ? this.#wall + Math.min(seen.at - this.#last.at, longestLook) : 0
    this.#last = seen
    const { cpu } = this.#first
    return {
      cpu: cpu === undefined || seen.cpu === undefined ? undefined : seen.cpu - cpu,
      wall: this.#wall,
    }
  }
}

/** Whether a request has had its time. */
export function isOverdue({ cpu, wall }: Spent, limits: TimeLimits): boolean {
  if (cpu === undefined) return wall > limits.wall
  return cpu > limits.cpu || wall > limits.wall * patience
}
