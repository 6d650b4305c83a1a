import type { Buffer } from 'node:buffer'
import type { CallPattern } from '../dialect/call_pattern.ts'
import type { CallFrame } from '../rpc/frame.ts'

/** Most patterns of all stations, and of one connection. */
const most = { shared: 512, own: 4 } as const
/** Calls after which a station that never says the same twice is given another chance. */
const longestPause = 1024

/** The patterns of all stations: those that send the same have one in common. */
class KnownCalls {
  readonly #patterns = new Map<string, CallPattern>()

  /** The pattern that matches the same calls as this one; that is mostly there already. */
  share(found: CallPattern): CallPattern {
    const { key } = found.pattern
    const known = this.#patterns.get(key) ?? found
    this.#patterns.delete(key)
    this.#patterns.set(key, known)
    if (this.#patterns.size > most.shared) {
      for (const oldest of this.#patterns.keys()) {
        this.#patterns.delete(oldest)
        break
      }
    }
    return known
  }
}

/** What one connection sends again and again. */
export class RecentCalls {
  static readonly #shared = new KnownCalls()
  /** The one that matched last first. */
  readonly #patterns: CallPattern[] = []
  #missed = ''
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
        action: one.action,
        payload,
        repaired: false,
        oneWay: false,
        checked: true,
      }
    }
    return undefined
  }

  /** A call that was not recognized passed its check: that of an action that comes again is remembered. */
  missed(action: string, learn: () => CallPattern | undefined): void {
    const again = this.#missed === action
    this.#missed = action
    this.#wait--
    if (!again || this.#wait > 0) return
    this.#wait = this.#pause
    this.#pause = Math.min(this.#pause * 2, longestPause)
    const pattern = learn()
    if (pattern === undefined) return
    this.#patterns.unshift(RecentCalls.#shared.share(pattern))
    this.#patterns.length = Math.min(this.#patterns.length, most.own)
  }
}
