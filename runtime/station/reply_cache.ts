/** Answers remembered per connection. */
const size = 16
/** Nobody sends a call again after this time, ms; the same text is a new call then. */
const longest = 120_000

interface Remembered {
  readonly text: string
  readonly reply: string
  /** ms since the epoch. */
  readonly at: number
}

/**
 * The last answers of a connection, so that a call that comes again (same id, same text) is answered
 * the same with no second side effect (quirk F17). An id alone is no key: some stations begin with
 * the same ids after each start.
 */
export class ReplyCache {
  #replies: Map<string, Remembered> | undefined

  /** The answer given to this very call, if it is remembered. */
  get(id: string, text: string, now: number): string | undefined {
    const known = this.#replies?.get(id)
    return known?.text === text && now - known.at <= longest ? known.reply : undefined
  }

  /** Remembers an answer, in place of the oldest. */
  put(id: string, remembered: Remembered): void {
    this.#replies ??= new Map()
    const replies = this.#replies
    replies.delete(id)
    replies.set(id, remembered)
    if (replies.size <= size) return
    for (const oldest of replies.keys()) {
      replies.delete(oldest)
      break
    }
  }
}
