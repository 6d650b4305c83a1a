import type { Message } from '../rpc/message.ts'
import { SharedTexts } from '../shared_texts.ts'

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
/** Numbers kept of a message: its time, where its bytes begin, and how many there are. */
const each = 3

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const nothing = new Uint8Array(0)
/** Stations know the same actions. */
const names = new SharedTexts(512)

/**
 * The last message of each direction and action of a station, for people who look for a cause. All are
 * bytes in one place, which the next of a kind overwrites: as texts they would outlive their time among
 * the young, and each message of each station would be moved by the garbage collector twice.
 */
export class LastMessages {
  /** What they are, each with a mark before it when it was sent, in the order of their bytes. */
  #kinds: readonly string[] = []
  #numbers: number[] = []
  #bytes = nothing
  /** The one that was put last: the next is mostly of the same kind. */
  #latest = -1
  #isOut = false
  #action = ''

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
    this.#numbers[this.#latest * each] = at
    this.#keep(this.#latest, frame)
  }

  /** The last message a station sent with this action. */
  received(action: string): LastMessage | undefined {
    const index = this.#kinds.indexOf(action)
    return index < 0 ? undefined : this.#message(action, index)
  }

  /** All of them, oldest first. */
  list(): readonly LastMessage[] {
    return this.#kinds.map((kind, i) => this.#message(kind, i)).sort((a, b) => a.at - b.at)
  }

  #message(kind: string, index: number): LastMessage {
    const isOut = kind.startsWith(outMark)
    const start = this.#start(index)
    return {
      direction: isOut ? 'out' : 'in',
      action: isOut ? kind.slice(outMark.length) : kind,
      at: this.#numbers[index * each] ?? 0,
      frame: decoder.decode(this.#bytes.subarray(start, start + this.#length(index))),
    }
  }

  /** The place of a kind, new if need be; -1 where there is no room for another. */
  #indexOf(kind: string): number {
    const known = this.#kinds.indexOf(kind)
    if (known >= 0) return known
    if (this.#kinds.length >= most) return -1
    this.#kinds = this.#kinds.concat(names.of(kind))
    this.#numbers = this.#numbers.concat(0, this.#bytes.length, 0)
    return this.#kinds.length - 1
  }

  #keep(index: number, frame: Message | string): void {
    const bytes = typeof frame === 'string' ? undefined : frame.bytes
    if (bytes !== undefined) return this.#copy(index, bytes)
    const text = typeof frame === 'string' ? frame : frame.text
    const start = this.#take(index, text.length)
    const { read } = encoder.encodeInto(text, this.#bytes.subarray(start, start + text.length))
    if (read < text.length) this.#copy(index, encoder.encode(text))
  }

  #copy(index: number, bytes: Uint8Array): void {
    const start = this.#take(index, bytes.length)
    this.#bytes.set(bytes, start)
  }

  /** Has so many bytes be those of a message; what was there is lost. @returns where they begin */
  #take(index: number, length: number): number {
    const start = this.#start(index)
    const room = this.#end(index) - start
    if (length > room || length < room / 4) this.#resize(index, length - room)
    this.#numbers[index * each + 2] = length
    return start
  }

  /** Moves what comes after a message. */
  #resize(index: number, change: number): void {
    const before = this.#bytes
    const end = this.#end(index)
    this.#bytes = new Uint8Array(before.length + change)
    this.#bytes.set(before.subarray(0, this.#start(index)))
    this.#bytes.set(before.subarray(end), end + change)
    for (let i = index + 1; i < this.#kinds.length; i++) {
      this.#numbers[i * each + 1] = this.#start(i) + change
    }
  }

  #start(index: number): number {
    return this.#numbers[index * each + 1] ?? 0
  }

  #end(index: number): number {
    return index + 1 < this.#kinds.length ? this.#start(index + 1) : this.#bytes.length
  }

  #length(index: number): number {
    return this.#numbers[index * each + 2] ?? 0
  }
}

const outMark = '>'
