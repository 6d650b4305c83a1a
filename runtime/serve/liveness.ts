import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'

/** Own pings without a pong after which a station is known not to answer any (quirk T8). */
const enoughPings = 2

/** Whether the other side of a socket lives. */
export class Liveness {
  /** ms since the epoch of the last sign of life. */
  at: number
  /** ms since the epoch of the last ping in the usual interval. */
  pingedAt: number
  readonly #ws: WebSocket
  readonly #clock: Clock
  /** Questions that wait for a sign of life; none most of the time. */
  #probes: Set<(lives: boolean) => void> | undefined
  #pings = 0
  #pongs = 0

  constructor(ws: WebSocket, clock: Clock) {
    this.#ws = ws
    this.#clock = clock
    this.at = clock.now()
    this.pingedAt = this.at
  }

  /** A pong came. */
  answered(): void {
    this.#pongs += 1
    this.seen()
  }

  /** The connection is over. */
  over(): void {
    this.#decide(false)
  }

  /** Something came. */
  seen(): void {
    this.at = this.#clock.now()
    if (this.#probes !== undefined) this.#decide(true)
  }

  ping(): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#pings += 1
    this.#ws.ping()
  }

  /** Whether the other side shows itself within this time, ms. */
  probe(ms: number): Promise<boolean> {
    if (this.#ws.readyState !== this.#ws.OPEN) return Promise.resolve(false)
    // Of one that never answered a ping, silence says nothing: it lives as long as it is kept.
    if (this.#pings >= enoughPings && this.#pongs === 0) return Promise.resolve(true)
    this.ping()
    return new Promise((resolve) => {
      const decide = (lives: boolean) => {
        timer.cancel()
        this.#probes?.delete(decide)
        resolve(lives)
      }
      const timer = this.#clock.after(ms, () => decide(false))
      this.#probes ??= new Set()
      this.#probes.add(decide)
    })
  }

  #decide(lives: boolean): void {
    const probes = this.#probes
    this.#probes = undefined
    for (const decide of probes ?? []) decide(lives)
  }
}
