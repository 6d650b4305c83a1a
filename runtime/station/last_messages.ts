import type { Message } from '../rpc/message.ts'
import { SharedLists } from '../shared_lists.ts'
import { SharedTexts } from '../shared_texts.ts'
import { type KeptTexts, noText } from './kept_texts.ts'

/** The last message of one direction and action. */
export interface LastMessage {
  readonly direction: 'in' | 'out'
  readonly action: string
  /** ms since the epoch. */
  readonly at: number
  readonly frame: string
}

/** A message that was just sent or received. */
export interface NewMessage extends Omit<LastMessage, 'frame'> {
  readonly frame: Message | string
}

/** Most actions remembered; a station that makes up actions gets no more room. */
const most = 40
/** Stations know the same actions. */
const names = new SharedTexts(512)

/**
 * The last message of each direction and action of a station, for people who look for a cause. The
 * next of a kind takes the place of the one before.
 */
export class LastMessages {
  readonly #texts: KeptTexts
  /** What they are, each with a mark before it when it was sent. */
  #kinds = noKinds
  /** ms since the epoch of each. */
  #times = noNumbers
  /** Where each is kept. */
  #kept = noNumbers
  /** The one that was put last: the next is mostly of the same kind. */
  #latest = -1
  #isOut = false
  #action = ''

  constructor(texts: KeptTexts) {
    this.#texts = texts
  }

  /** Remembers a message in place of the last of its kind. */
  put({ direction, action, at, frame }: NewMessage): void {
    const isOut = direction === 'out'
    if (this.#latest < 0 || this.#action !== action || this.#isOut !== isOut) {
      const index = this.#indexOf(isOut ? `${outMark}${action}` : action)
      if (index < 0) return
      this.#latest = index
      this.#isOut = isOut
      this.#action = names.of(action)
    }
    this.#times[this.#latest] = at
    const kept = this.#kept[this.#latest] ?? noText
    const now = this.#texts.replace(kept, frame)
    if (now !== kept) this.#kept[this.#latest] = now
  }

  /** The last message a station sent with this action. */
  received(action: string): LastMessage | undefined {
    const index = this.#kinds.all.indexOf(action)
    return index < 0 ? undefined : this.#message(action, index)
  }

  /** All of them, oldest first. */
  list(): readonly LastMessage[] {
    return this.#kinds.all.map((kind, i) => this.#message(kind, i)).sort((a, b) => a.at - b.at)
  }

  /** Gives back what they take; none is remembered any more. */
  forget(): void {
    for (const kept of this.#kept) this.#texts.forget(kept)
    this.#kinds = noKinds
    this.#times = noNumbers
    this.#kept = noNumbers
    this.#latest = -1
  }

  #message(kind: string, index: number): LastMessage {
    const isOut = kind.startsWith(outMark)
    return {
      direction: isOut ? 'out' : 'in',
      action: isOut ? kind.slice(outMark.length) : kind,
      at: this.#times[index] ?? 0,
      frame: this.#texts.text(this.#kept[index] ?? noText),
    }
  }

  /** The place of a kind, new if need be; -1 where there is no room for another. */
  #indexOf(kind: string): number {
    const known = this.#kinds.all.indexOf(kind)
    if (known >= 0) return known
    if (this.#kinds.all.length >= most) return -1
    this.#kinds = this.#kinds.with(kind)
    this.#times = longer(this.#times, Number.NaN)
    this.#kept = longer(this.#kept, noText)
    return this.#kinds.all.length - 1
  }
}

const outMark = '>'
const { none: noKinds } = new SharedLists<string>(4096)
const noNumbers: number[] = []

/** With one more; a list that is added to takes room for many. */
function longer(numbers: readonly number[], one: number): number[] {
  const all = new Array<number>(numbers.length + 1).fill(one)
  for (let i = 0; i < numbers.length; i++) all[i] = numbers[i] ?? one
  return all
}
