import { type HistoryChange, pruneSteps } from '../storage/history.ts'

/** What is kept. */
export interface RetentionOptions {
  /** Days for which points, and rollups of their hours, are kept. */
  readonly days: { readonly points: number; readonly rollups: number }
  /** Bytes that points may take. */
  readonly bytes: number
}

/** What is to be forgotten when an hour is closed. */
export interface Forgetting {
  readonly prune: HistoryChange
  /** Whether another day is over, and what is done once a day is due. */
  readonly daily: boolean
}

const hoursOfDay = 24

/**
 * Says what is too old, by a clock that may be wrong. It is believed where it goes on at once by no more
 * than what is forgotten at once: if it is wrong, it costs no more than that. So a machine that sleeps
 * forgets as well, and a process that never runs for an hour, since it goes on from the one before;
 * and one that starts again and again while the clock is wrong by years forgets nothing by that. Where
 * the clock jumps, nothing goes by age until it has gone on from there. What is too much goes in any
 * case: this depends on no clock, and so the room for points has a bound whatever the clock does.
 */
export class Retention {
  readonly #options: RetentionOptions
  /** The hour that was closed last, by the process before, too; -1 = not known. */
  #last = -1

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  /** Goes on where the last process ended, in this hour. */
  resume(hour: number): void {
    this.#last = hour - 1
  }

  /** An hour is over. */
  close(hour: number): Forgetting {
    const { days, bytes } = this.#options
    const last = this.#last
    this.#last = hour
    const isBelieved = (most: number) => hour > last && hour - last <= most
    // In whichever hours nobody was awake.
    const daily = isBelieved(pruneSteps.rollups) && dayAfter(hour) > dayAfter(last)
    const prune: HistoryChange = {
      kind: 'history-pruned',
      pointsBefore: isBelieved(pruneSteps.points) ? hour - days.points * hoursOfDay : 0,
      rollupsBefore: daily ? hour - days.rollups * hoursOfDay : 0,
      bytes,
    }
    return { prune, daily }
  }
}

/** The day that it is when an hour is over. */
function dayAfter(hour: number): number {
  return Math.floor((hour + 1) / hoursOfDay)
}
