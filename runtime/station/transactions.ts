import type { Clock } from '../clock.ts'
import type { TransactionStart } from '../dialect/dialect.ts'
import type { TransactionId, TransactionReport } from '../model.ts'
import { type IdCounter, IdSequence } from './id_sequence.ts'

/** Starts remembered per station, to recognise one that is sent again (quirk F17). */
const maxStarts = 32

/** Stations without a clock say a time before this one, ms since the epoch. */
const firstTime = Date.UTC(2010, 0, 1)

/** A start that was given an id. */
export interface KnownStart {
  /** What it is recognised by. */
  readonly key: string
  readonly id: number
  /** Whether its time can be believed. */
  readonly hasTime: boolean
}

/** Where is kept what must be known after a restart. */
export interface IdMemory {
  /** `undefined` = no id was ever given. */
  readonly counter: IdCounter | undefined
  readonly starts: ReadonlyMap<string, readonly KnownStart[]>
  keepCounter(counter: IdCounter): void
  keepStarts(station: string, starts: readonly KnownStart[]): void
}

/** Keeps the record of transactions. */
export interface TransactionKeeping {
  readonly ids: TransactionIds
  /** Takes what a station reports; never throws. Is handed on by itself. */
  readonly report: (report: TransactionReport) => void
  /**
   * Has stored what reports and ids led to since it was last called.
   * @returns whether something is to be waited for; `stored` is called then, later, with an error when
   * it could not be stored
   */
  store(stored: (error?: Error) => void): boolean
}

/** Gives out transaction ids: 1 to 2³¹−1, unique across stations, none twice, and not to be guessed. */
export class TransactionIds {
  readonly #memory: IdMemory | undefined
  readonly #sequence: IdSequence
  readonly #starts = new Map<string, Map<string, KnownStart>>()
  #fresh: number | undefined

  constructor(clock: Clock, memory?: IdMemory) {
    this.#memory = memory
    const key = () => Math.floor(clock.random() * 2 ** 32)
    this.#sequence = new IdSequence(
      memory?.counter ?? { taken: 0, keys: [key(), key(), key(), key()] },
    )
    for (const [station, starts] of memory?.starts ?? []) {
      this.#starts.set(station, new Map(starts.map((start) => [start.key, start])))
    }
  }

  /** The id for a start; the same start of the same station gets the same id again. */
  idFor(station: string, start: TransactionStart): number {
    const starts = this.#starts.get(station) ?? new Map<string, KnownStart>()
    this.#starts.set(station, starts)
    const key = JSON.stringify([start.connector, start.idTag, start.meterStart, start.at])
    const known = starts.get(key)
    const id = known?.id ?? this.#sequence.next()
    this.#fresh = known === undefined ? id : undefined
    if (known === undefined) {
      starts.set(key, { key, id, hasTime: start.at >= firstTime })
      dropOldest(starts)
    }
    // Also when it is known: it may come again since it could not be stored.
    this.#memory?.keepCounter(this.#sequence.counter)
    this.#memory?.keepStarts(station, [...starts.values()])
    return id
  }

  /** Whether this id was given to a station. */
  isIssued(id: string): boolean {
    return this.#sequence.gave(Number(id))
  }

  /** Whether this is the id given last, to a start that was not known. */
  isFresh(id: string): boolean {
    return this.#fresh !== undefined && id === String(this.#fresh)
  }

  /**
   * A transaction is over. Its start is forgotten when it had no believable time, for the next one of
   * a station without a clock looks just like it.
   */
  ended(station: string, id: TransactionId): void {
    const starts = this.#starts.get(station)
    if (starts === undefined) return
    let forgotten = false
    for (const [key, known] of starts) {
      if (String(known.id) !== String(id) || known.hasTime) continue
      starts.delete(key)
      forgotten = true
    }
    if (forgotten) this.#memory?.keepStarts(station, [...starts.values()])
  }
}

function dropOldest(starts: Map<string, KnownStart>): void {
  if (starts.size <= maxStarts) return
  for (const oldest of starts.keys()) {
    starts.delete(oldest)
    return
  }
}
