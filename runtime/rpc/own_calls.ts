import type { Clock, Timer } from '../clock.ts'
import { type CallAnswer, callText } from './frame.ts'

/** What became of an own call. */
export type CallResult =
  | CallAnswer
  | { readonly kind: 'timeout' | 'closed' | 'aborted' | 'busy' }
  /** Another connection took the place of the one that it was made on. */
  | { readonly kind: 'replaced'; readonly sent: boolean }

/** What making calls needs. */
export interface OwnCallsOptions {
  readonly clock: Clock
  send(text: string): void
  /** Closes the connection. */
  close(code: number, reason: string): void
  /** Seconds an own call may take. */
  timeout(action: string): number
  /** Own calls without an answer in a row after which the connection is closed. */
  maxUnanswered(): number
  /** Seconds between the end of an own call and the next. */
  pause(): number
  /** Whether an answer with a foreign id is taken for the own call under way (quirk F11). */
  adopts(action: string, answer: CallAnswer): boolean
  /** Counts something out of order under a short name. */
  count(what: string): void
}

/** Most own calls that may wait for their turn. */
const maxWaiting = 64
/** Ids of own calls that timed out, remembered to tell late answers from foreign ones. */
const maxLate = 16

interface Waiting {
  readonly action: string
  readonly payload: string
  resolve(result: CallResult): void
}

/** The call that is under way. */
interface Current {
  readonly call: Waiting
  readonly id: string
  readonly timer: Timer
  /** Nobody waits for its end any more. */
  isLeft: boolean
}

const nobody: readonly Waiting[] = []

/**
 * The calls that the host makes: they go out one at a time (OCPP-J 1.6 §4.1.1) and end by an answer, a
 * timeout, an abort or the close.
 */
export class OwnCalls {
  readonly #options: OwnCallsOptions
  #waiting = nobody
  #late: Set<string> | undefined
  #current: Current | undefined
  #unanswered = 0
  #closed = false
  #pausing = false

  constructor(options: OwnCallsOptions) {
    this.#options = options
  }

  /** Calls the other side. Never rejects. `payload` is JSON text. */
  call(
    action: string,
    payload: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<CallResult> {
    const { signal } = options
    if (this.#closed) return Promise.resolve({ kind: 'closed' })
    if (signal?.aborted) return Promise.resolve({ kind: 'aborted' })
    if (this.#waiting.length >= maxWaiting) return Promise.resolve({ kind: 'busy' })
    return new Promise((resolve) => {
      const abort = () => this.#abort(entry)
      const entry: Waiting = {
        action,
        payload,
        resolve(result) {
          // The signal may live as long as the connection.
          signal?.removeEventListener('abort', abort)
          resolve(result)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting = this.#waiting.concat(entry)
      this.#next()
    })
  }

  /** The connection is gone, or another one has its place: every own call ends. */
  closed(why: 'closed' | 'replaced' = 'closed'): void {
    this.#closed = true
    const result = (sent: boolean): CallResult =>
      why === 'closed' ? { kind: why } : { kind: why, sent }
    const current = this.#current
    this.#current = undefined
    if (current !== undefined) end(current, result(true))
    const waiting = this.#waiting
    this.#waiting = nobody
    for (const entry of waiting) entry.resolve(result(false))
  }

  /** Takes an answer. `id` is JSON text. */
  settle(id: string, answer: CallAnswer): void {
    const current = this.#current
    if (current === undefined || id !== `"${current.id}"`) {
      if (this.#late?.delete(id)) return this.#options.count('answer:late')
      if (current === undefined || !this.#options.adopts(current.call.action, answer)) {
        return this.#options.count('answer:unknown')
      }
      this.#options.count('answer:foreign')
    }
    this.#unanswered = 0
    this.#finish(answer)
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed || this.#pausing) return
    const [call] = this.#waiting
    if (call === undefined) return
    this.#waiting = this.#waiting.length === 1 ? nobody : this.#waiting.slice(1)
    const options = this.#options
    const id = options.clock.uuid()
    const seconds = options.timeout(call.action)
    const timer = options.clock.after(seconds * 1000, () => this.#expire())
    this.#current = { call, id, timer, isLeft: false }
    options.send(callText(id, call.action, call.payload))
  }

  #expire(): void {
    this.#remember()
    this.#unanswered += 1
    this.#options.count('answer:missing')
    this.#finish({ kind: 'timeout' })
    if (this.#unanswered >= this.#options.maxUnanswered()) {
      this.#options.close(1002, 'Calls are not answered')
    }
  }

  #abort(entry: Waiting): void {
    if (this.#waiting.includes(entry)) {
      this.#waiting = this.#waiting.filter((one) => one !== entry)
      return entry.resolve({ kind: 'aborted' })
    }
    if (this.#current?.call !== entry) return
    // It is under way all the same, so the next one waits for its answer or its timeout.
    this.#current.isLeft = true
    entry.resolve({ kind: 'aborted' })
  }

  #remember(): void {
    if (this.#current === undefined) return
    this.#late ??= new Set()
    this.#late.add(`"${this.#current.id}"`)
    if (this.#late.size > maxLate) {
      for (const oldest of this.#late) {
        this.#late.delete(oldest)
        break
      }
    }
  }

  #finish(result: CallResult): void {
    const current = this.#current
    if (current === undefined) return
    this.#current = undefined
    end(current, result)
    const seconds = this.#options.pause()
    if (seconds === 0) return this.#next()
    this.#pausing = true
    this.#options.clock.after(seconds * 1000, () => {
      this.#pausing = false
      this.#next()
    })
  }
}

function end({ timer, call, isLeft }: Current, result: CallResult): void {
  timer.cancel()
  if (!isLeft) call.resolve(result)
}
