import type { Clock } from '../clock.ts'
import type { TransactionStart } from '../dialect/dialect.ts'

/** Largest transaction id a station can be trusted with: some keep it in a signed 32 bit number (quirk X6). */
const largestId = 2 ** 31 - 1
/** Starts remembered per station, to recognise one that is sent again (quirk F17). */
const maxStarts = 32

/** Gives out transaction ids: 1 to 2³¹−1, unique across stations, and not to be guessed. */
export class TransactionIds {
  readonly #clock: Clock
  readonly #used = new Set<number>()
  readonly #starts = new Map<string, Map<string, number>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The id for a start; the same start of the same station gets the same id again. */
  idFor(station: string, start: TransactionStart): number {
    const starts = this.#starts.get(station) ?? new Map<string, number>()
    this.#starts.set(station, starts)
    const key = JSON.stringify([start.connector, start.idTag, start.meterStart, start.at])
    const known = starts.get(key)
    if (known !== undefined) return known
    const id = this.#fresh()
    starts.set(key, id)
    if (starts.size > maxStarts) {
      for (const oldest of starts.keys()) {
        starts.delete(oldest)
        break
      }
    }
    return id
  }

  /** Marks an id that a station brought along as taken. */
  take(id: number): void {
    this.#used.add(id)
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
