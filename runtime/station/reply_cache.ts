import type { Message } from '../rpc/message.ts'
import { type KeptTexts, noText } from './kept_texts.ts'

/** Answers remembered per connection. */
const size = 16
/** Nobody sends a call again after this time, ms; the same text is a new call then. */
const longest = 120_000

/** The answer that was given. */
interface NewReply {
  readonly reply: string
  /** ms since the epoch. */
  readonly at: number
}

/** Numbers of each call and its answer: what they are kept under, the time (ms since the epoch), a mark. */
const row = { call: 0, reply: 1, at: 2, mark: 3 } as const
const rowLength = 4
const nothing: number[] = []
/** Of no id. */
const noMark = -1

/**
 * The last answers of a connection, so that a call that comes again (same id, same text) is answered
 * the same with no second side effect (quirk F17). An id alone is no key: some stations begin with
 * the same ids after each start.
 */
export class ReplyCache {
  readonly #texts: KeptTexts
  /** Row by row; of a connection that has none all share one. */
  #numbers = nothing
  /** Where the next one goes. */
  #next = 0

  constructor(texts: KeptTexts) {
    this.#texts = texts
  }

  /** The answer given to this very call, if it is remembered; `id` is its id. */
  get(id: string, message: Message, now: number): string | undefined {
    const numbers = this.#numbers
    if (numbers.length === 0) return undefined
    // Nearly always the mark tells that a call is new, without a look at the others.
    const mark = markOf(id)
    for (let at = 0; at < numbers.length; at += rowLength) {
      if (numbers[at + row.mark] !== mark || this.#isOld(at, now)) continue
      if (!this.#texts.is(numbers[at + row.call] ?? noText, message)) continue
      return this.#texts.text(numbers[at + row.reply] ?? noText)
    }
    return undefined
  }

  /** Remembers the answer to a call with this id, in place of the oldest. */
  put(id: string, message: Message, { reply, at: time }: NewReply): void {
    const at = this.#next
    const call = this.#texts.replace(this.#numbers[at + row.call] ?? noText, message)
    const answer = this.#texts.replace(this.#numbers[at + row.reply] ?? noText, reply)
    const mark = markOf(id)
    // A list that is added to takes room for more, and of most connections there is but one.
    if (this.#numbers === nothing) this.#numbers = [call, answer, time, mark]
    else {
      this.#numbers[at + row.call] = call
      this.#numbers[at + row.reply] = answer
      this.#numbers[at + row.at] = time
      this.#numbers[at + row.mark] = mark
    }
    this.#next = (at + rowLength) % (size * rowLength)
  }

  /** Forgets those that are too old, and gives their memory back when all are. */
  sweep(now: number): void {
    let isNeeded = false
    for (let at = 0; at < this.#numbers.length; at += rowLength) {
      if (this.#isOld(at, now)) this.#numbers[at + row.mark] = noMark
      else isNeeded = true
    }
    if (!isNeeded) this.forget()
  }

  /** Forgets all of them, and gives their memory back. */
  forget(): void {
    for (let at = 0; at < this.#numbers.length; at += rowLength) {
      this.#texts.forget(this.#numbers[at + row.call] ?? noText)
      this.#texts.forget(this.#numbers[at + row.reply] ?? noText)
    }
    this.#numbers = nothing
    this.#next = 0
  }

  #isOld(at: number, now: number): boolean {
    return now - (this.#numbers[at + row.at] ?? 0) > longest
  }
}

/** A small number of the end of an id, where ids of one station differ. */
function markOf(id: string): number {
  let mark = id.length
  for (let i = Math.max(0, id.length - 10); i < id.length; i++) {
    mark = (mark * 31 + id.charCodeAt(i)) & 0x3fffffff
  }
  return mark
}
