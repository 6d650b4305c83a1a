import type { Message } from '../rpc/message.ts'
import { type KeptTexts, noText } from './kept_texts.ts'

/** Answers remembered per connection. */
const size = 16
/** Nobody sends a call again after this time, ms; the same text is a new call then. */
const longest = 120_000

/** One call and its answer, by the numbers under which they are kept. */
interface Remembered {
  call: number
  reply: number
  /** ms since the epoch. */
  at: number
}

/** The answer that was given. */
interface NewReply {
  readonly reply: string
  /** ms since the epoch. */
  readonly at: number
}

const none: Remembered[] = []
const noMarks: number[] = []
/** Of no id. */
const noMark = -1

/**
 * The last answers of a connection, so that a call that comes again (same id, same text) is answered
 * the same with no second side effect (quirk F17). An id alone is no key: some stations begin with
 * the same ids after each start.
 */
export class ReplyCache {
  readonly #texts: KeptTexts
  /** Of a connection that has none all share one. */
  #all = none
  /** A number of each id: nearly always it tells that a call is new, without a look at the others. */
  #marks = noMarks
  #next = 0

  constructor(texts: KeptTexts) {
    this.#texts = texts
  }

  /** The answer given to this very call, if it is remembered; `id` is its id. */
  get(id: string, message: Message, now: number): string | undefined {
    const mark = markOf(id)
    for (let i = 0; i < this.#marks.length; i++) {
      if (this.#marks[i] !== mark) continue
      const known = this.#all[i]
      if (known === undefined || now - known.at > longest) continue
      if (this.#texts.is(known.call, message)) return this.#texts.text(known.reply)
    }
    return undefined
  }

  /** Remembers the answer to a call with this id, in place of the oldest. */
  put(id: string, message: Message, { reply, at }: NewReply): void {
    const known = this.#all[this.#next] ?? { call: noText, reply: noText, at }
    known.call = this.#texts.replace(known.call, message)
    known.reply = this.#texts.replace(known.reply, reply)
    known.at = at
    if (this.#all === none) {
      // A list that is added to takes room for more, and of most connections there is but one.
      this.#all = [known]
      this.#marks = [markOf(id)]
    } else {
      this.#all[this.#next] = known
      this.#marks[this.#next] = markOf(id)
    }
    this.#next = (this.#next + 1) % size
  }

  /** Forgets those that are too old, and gives their memory back when all are. */
  sweep(now: number): void {
    let isNeeded = false
    for (let i = 0; i < this.#all.length; i++) {
      if (now - (this.#all[i]?.at ?? 0) > longest) this.#marks[i] = noMark
      else isNeeded = true
    }
    if (!isNeeded) this.forget()
  }

  /** Forgets all of them, and gives their memory back. */
  forget(): void {
    for (const { call, reply } of this.#all) {
      this.#texts.forget(call)
      this.#texts.forget(reply)
    }
    this.#all = none
    this.#marks = noMarks
    this.#next = 0
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
