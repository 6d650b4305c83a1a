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
  /** Of each the time, ms since the epoch, and where it is kept. */
  #numbers = noNumbers
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
    const place = this.#latest * 2
    this.#numbers[place] = at
    const kept = this.#numbers[place + 1] ?? noText
    const now = this.#texts.replace(kept, frame)
    if (now !== kept) this.#numbers[place + 1] = now
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
    for (let i = 1; i < this.#numbers.length; i += 2) {
      this.#texts.forget(this.#numbers[i] ?? noText)
    }
    this.#kinds = noKinds
    this.#numbers = noNumbers
    this.#latest = -1
  }

  #message(kind: string, index: number): LastMessage {
    const isOut = kind.startsWith(outMark)
    return {
      direction: isOut ? 'out' : 'in',
      action: isOut ? kind.slice(outMark.length) : kind,
      at: this.#numbers[index * 2] ?? 0,
      frame: this.#texts.text(this.#numbers[index * 2 + 1] ?? noText),
    }
  }

  /** The place of a kind, new if need be; -1 where there is no room for another. */
  #indexOf(kind: string): number {
    const known = this.#kinds.all.indexOf(kind)
    if (known >= 0) return known
    if (this.#kinds.all.length >= most) return -1
    this.#kinds = this.#kinds.with(kind)
    this.#numbers = withOneMore(this.#numbers)
    return this.#kinds.all.length - 1
  }
}

const outMark = '>'
const { none: noKinds } = new SharedLists<string>(4096)
const noNumbers: number[] = []

/** With the numbers of one more, of which nothing is kept yet; a list that is added to takes room for many. */
function withOneMore(numbers: readonly number[]): number[] {
  const all = new Array<number>(numbers.length + 2).fill(Number.NaN)
  for (let i = 0; i < numbers.length; i++) all[i] = numbers[i] ?? Number.NaN
  all[numbers.length + 1] = noText
  return all
}
