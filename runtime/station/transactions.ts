import type { Clock } from '../clock.ts'
import type { TransactionStart } from '../dialect/dialect.ts'
import type { TransactionId } from '../model.ts'

/** Largest transaction id a station can be trusted with: some keep it in a signed 32 bit number (quirk X6). */
const largestId = 2 ** 31 - 1
/** Starts remembered per station, to recognise one that is sent again (quirk F17). */
const maxStarts = 32
/** Ids not given out again after their transactions are over. */
const maxRecent = 100_000

/** Stations without a clock say a time before this one, ms since the epoch. */
const firstTime = Date.UTC(2010, 0, 1)

interface KnownStart {
  readonly id: number
  readonly hasTime: boolean
}

/** Gives out transaction ids: 1 to 2³¹−1, unique across stations, and not to be guessed. */
export class TransactionIds {
  readonly #clock: Clock
  readonly #used = new Set<number>()
  readonly #starts = new Map<string, Map<string, KnownStart>>()
  /** Ids of transactions that are over, not given out again soon. */
  readonly #recent: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The id for a start; the same start of the same station gets the same id again. */
  idFor(station: string, start: TransactionStart): number {
    const starts = this.#starts.get(station) ?? new Map<string, KnownStart>()
    this.#starts.set(station, starts)
    const key = JSON.stringify([start.connector, start.idTag, start.meterStart, start.at])
    const known = starts.get(key)
    if (known !== undefined) return known.id
    const id = this.#fresh()
    starts.set(key, { id, hasTime: start.at >= firstTime })
    if (starts.size > maxStarts) {
      for (const oldest of starts.keys()) {
        starts.delete(oldest)
        break
      }
    }
    return id
  }

  /**
   * A transaction is over. Its start is forgotten when it had no believable time, for the next one of
   * a station without a clock looks just like it.
   */
  ended(station: string, id: TransactionId): void {
    const starts = this.#starts.get(station)
    if (starts === undefined || typeof id !== 'number') return
    for (const [key, known] of starts) {
      if (known.id === id && !known.hasTime) starts.delete(key)
    }
    if (starts.size === 0) this.#starts.delete(station)
    this.#recent.push(id)
    if (this.#recent.length <= maxRecent) return
    const oldest = this.#recent.shift()
    if (oldest !== undefined) this.#used.delete(oldest)
  }

  #fresh(): number {
    for (;;) {
      const id = 1 + Math.floor(this.#clock.random() * largestId)
      if (this.#used.has(id)) continue
      this.#used.add(id)
      return id
    }
  }
}
