import { RpcError, type RpcErrorKind } from './errors.ts'
import type { FrameLimits } from './excess.ts'
import {
  type BadFrame,
  type CallFrame,
  errorText,
  type Frame,
  parseFrame,
  resultText,
  unknownType,
} from './frame.ts'
import { Message } from './message.ts'
import { type CallResult, OwnCalls, type OwnCallsOptions } from './own_calls.ts'

export type { CallResult }

/** What a link needs. */
export interface LinkOptions extends OwnCallsOptions {
  /**
   * Answers a call with a payload as JSON text, at once or later; throws {@link RpcError}.
   * `undefined`: {@link Link.answer} says it later
   */
  onCall(frame: CallFrame, message: Message): string | undefined | Promise<string | undefined>
  /** Repairs a text that is not JSON; `undefined` when it cannot. */
  repairText?(text: string): string | undefined | Promise<string | undefined>
  /** How costly a message may be. */
  readonly frameLimits?: FrameLimits | undefined
  /** Whether the version has calls that are not answered. */
  readonly oneWay: boolean
  /** The version's word for an error. */
  errorWord(kind: RpcErrorKind): string
  /** Something threw that should not have. */
  onDefect(error: unknown, text: string): void
}

/**
 * When the next message may be taken: at once (`undefined`), when a promise, which never rejects, is
 * fulfilled, or when a call was answered by {@link Link.answer} (`'later'`, also as what is promised).
 */
export type Receipt = 'later' | undefined | Promise<'later' | undefined>

/**
 * One OCPP-J connection, calls both ways: the other side's calls are answered in order, own calls are
 * made one at a time.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #calls: OwnCalls
  #closed = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#calls = new OwnCalls(options)
  }

  /** Takes one text message; never throws. */
  receive(said: Message | string): Receipt {
    const message = typeof said === 'string' ? new Message(said) : said
    const { text } = message
    if (!blank.test(text)) return this.#read(this.#parse(text), message)
    this.#options.count('frame:empty')
    return undefined
  }

  /** Takes a call that was read already; see {@link Link.receive}. */
  take(frame: CallFrame, message: Message): Receipt {
    return this.#take(frame, message)
  }

  /** Answers a call that could not be answered at once, with a payload as JSON text or an error. */
  answer(frame: CallFrame, late: string | RpcError): void {
    const text =
      typeof late === 'string'
        ? resultText(frame.id, late)
        : errorText(frame.id, this.#options.errorWord(late.kind), late.message)
    this.#reply(frame, text)
  }

  /** Answers a call that could not be answered at once and then failed; see {@link LinkOptions.onCall}. */
  fail(frame: CallFrame, message: Message, error: unknown): void {
    this.#reply(frame, this.#errorFor(frame, error, message))
  }

  /** Calls the other side. Never rejects. `payload` is JSON text. */
  call(
    action: string,
    payload: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<CallResult> {
    return this.#calls.call(action, payload, options)
  }

  /** The connection is gone, or another one has its place: every own call ends. */
  closed(why?: 'closed' | 'replaced'): void {
    this.#closed = true
    this.#calls.closed(why)
  }

  #parse(text: string): Frame {
    return parseFrame(text, this.#options.frameLimits)
  }

  #read(frame: Frame, message: Message): Receipt {
    if (frame.type === 'call') return this.#take(frame, message)
    if (frame.type === 'bad' && frame.unreadable) return this.#repair(frame, message)
    if (frame.type === 'answer') this.#calls.settle(frame.id, frame.answer)
    else if (frame.type === 'bad') this.#refuse(frame)
    else this.#options.count('answer:disputed')
    return undefined
  }

  /** Somebody who knows the station may make sense of what is no JSON. */
  #repair(frame: BadFrame, message: Message): Receipt {
    const reread = (repaired: string | undefined): Receipt => {
      const better = repaired === undefined ? frame : this.#parse(repaired)
      if (repaired === undefined || better.type === 'bad') {
        this.#refuse(frame)
        return undefined
      }
      this.#options.count('text:repaired')
      return this.#read(better, new Message(repaired))
    }
    const repaired = this.#options.repairText?.(message.text)
    return repaired instanceof Promise ? repaired.then(reread) : reread(repaired)
  }

  #refuse(frame: BadFrame): void {
    const options = this.#options
    options.count('frame:malformed')
    if (frame.silent) return
    const word = options.errorWord(frame.unknownType ? 'MessageType' : 'Framework')
    this.#send(errorText(frame.id, word, frame.reason))
  }

  #take(frame: CallFrame, message: Message): Receipt {
    if (frame.oneWay && !this.#options.oneWay) {
      this.#refuse(unknownType(frame.id, 6))
      return undefined
    }
    if (frame.repaired) this.#options.count('text:repaired')
    try {
      const payload = this.#options.onCall(frame, message)
      if (payload === undefined) return 'later'
      if (typeof payload !== 'string') return this.#promised(frame, message, payload)
      this.#reply(frame, resultText(frame.id, payload))
    } catch (error) {
      this.#reply(frame, this.#errorFor(frame, error, message))
    }
    return undefined
  }

  async #promised(
    frame: CallFrame,
    message: Message,
    payload: Promise<string | undefined>,
  ): Promise<'later' | undefined> {
    try {
      const late = await payload
      if (late === undefined) return 'later'
      this.#reply(frame, resultText(frame.id, late))
    } catch (error) {
      this.#reply(frame, this.#errorFor(frame, error, message))
    }
    return undefined
  }

  #errorFor({ id }: CallFrame, error: unknown, message: Message): string {
    const options = this.#options
    if (error instanceof RpcError) {
      return errorText(id, options.errorWord(error.kind), error.message)
    }
    options.onDefect(error, message.text)
    return errorText(id, options.errorWord('Internal'), 'The call could not be handled')
  }

  #reply(frame: CallFrame, text: string): void {
    if (!frame.oneWay) this.#send(text)
  }

  /** A late answer may find its connection gone. */
  #send(text: string): void {
    if (!this.#closed) this.#options.send(text)
  }
}

/** Nothing but what JSON, or anybody, takes for white space. */
const blank = /^\s*$/
