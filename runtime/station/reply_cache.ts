/** Answers remembered per connection. */
const size = 16
/** Nobody sends a call again after this time, ms; the same text is a new call then. */
const longest = 120_000

interface Remembered {
  /** The call, with its id. */
  readonly text: string
  readonly reply: string
  /** ms since the epoch. */
  readonly at: number
}

const none: readonly Remembered[] = []

/**
 * The last answers of a connection, so that a call that comes again (same id, same text) is answered
 * the same with no second side effect (quirk F17). An id alone is no key: some stations begin with
 * the same ids after each start.
 */
export class ReplyCache {
  #replies = none

  /** The answer given to this very call, if it is remembered. */
  get(text: string, now: number): string | undefined {
    const known = this.#replies.findLast((one) => one.text === text)
    return known !== undefined && now - known.at <= longest ? known.reply : undefined
  }

  /** Remembers an answer, in place of the oldest. */
  put(remembered: Remembered): void {
    this.#replies = this.#replies.slice(1 - size).concat(remembered)
  }

  /** Forgets those that are too old. */
  sweep(now: number): void {
    const [oldest] = this.#replies
    if (oldest === undefined || now - oldest.at <= longest) return
    const recent = this.#replies.filter(({ at }) => now - at <= longest)
    this.#replies = recent.length === 0 ? none : recent
  }
}
