import type { Buffer } from 'node:buffer'
import type { CallPattern } from '../dialect/call_pattern.ts'
import type { MessageShape } from '../dialect/shape.ts'
import type { CallFrame } from '../rpc/frame.ts'

/** Most patterns of all stations, of one connection, and of those of all looked at for one call. */
const most = { shared: 512, own: 4, looked: 16 } as const
/** Calls after which a station that never says the same twice is given another chance. */
const longestPause = 1024

/** The patterns of all stations: those that send the same have one in common. */
class KnownCalls {
  readonly #patterns = new Map<string, CallPattern>()
  /** Those learned last, the latest first. */
  #last: readonly CallPattern[] = []

  /** A pattern that this call matches, of those learned last. */
  find(shape: MessageShape, bytes: Buffer): CallPattern | undefined {
    return this.#last.find((known) => known.shape === shape && known.pattern.match(bytes))
  }

  /** The pattern that matches the same calls as this one; that is mostly there already. */
  share(found: CallPattern): CallPattern {
    const { key } = found.pattern
    const known = this.#patterns.get(key) ?? found
    this.#patterns.delete(key)
    this.#patterns.set(key, known)
    this.#last = [known, ...this.#last.filter((one) => one !== known)].slice(0, most.looked)
    if (this.#patterns.size > most.shared) {
      for (const oldest of this.#patterns.keys()) {
        this.#patterns.delete(oldest)
        break
      }
    }
    return known
  }
}

const none: CallPattern[] = []

/** What one connection sends again and again. */
export class RecentCalls {
  static readonly #shared = new KnownCalls()
  /** The one that matched last first. */
  #patterns = none
  #missed: MessageShape | undefined
  /** Calls not recognized until one is learned from; more each time that brings nothing. */
  #wait = 1
  #pause = 1

  /** The call, if it is like one before; its payload holds until the next one. */
  recall(bytes: Buffer): CallFrame | undefined {
    const patterns = this.#patterns
    for (let i = 0; i < patterns.length; i++) {
      const one = patterns[i]
      if (one?.pattern.match(bytes) !== true) continue
      this.#pause = 1
      if (i > 0) {
        patterns.splice(i, 1)
        patterns.unshift(one)
      }
      const { id, payload } = one.call
      return {
        type: 'call',
        id,
        action: one.shape.action,
        payload,
        repaired: false,
        oneWay: false,
        checked: true,
      }
    }
    return undefined
  }

  /** A call was not recognized: one that another station made, or that comes again, will be. */
  missed(shape: MessageShape, { bytes, learn }: Missed): void {
    this.#wait--
    if (this.#wait > 0) return
    const known = RecentCalls.#shared.find(shape, bytes)
    if (known !== undefined) return this.#remember(known)
    const again = this.#missed === shape
    this.#missed = shape
    if (!again) return
    this.#wait = this.#pause
    this.#pause = Math.min(this.#pause * 2, longestPause)
    const pattern = learn()
    if (pattern !== undefined) this.#remember(RecentCalls.#shared.share(pattern))
  }

  #remember(pattern: CallPattern): void {
    this.#patterns = [pattern, ...this.#patterns].slice(0, most.own)
  }
}

/** A call that was not recognized. */
interface Missed {
  readonly bytes: Buffer
  /** A pattern of it, if its payload passes the check. */
  learn(): CallPattern | undefined
}
