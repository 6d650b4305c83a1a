import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../storage/store.ts'
import { countAll } from './count.ts'
import { measuredOf } from './reading.ts'
import type { TransactionRecord } from './record.ts'
import { type Reading, registersOf } from './registers.ts'
import { rowOf } from './stored.ts'

/** What counting anew needs. */
export interface RecountOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'commit' | 'readings'>
}

/** Time between attempts while the store cannot be read, ms. */
const again = 60_000

/**
 * Counts the readings of a transaction anew, all of them in the order of time, where one came late
 * that does not fit to what is kept of the others.
 */
export class Recounts {
  readonly #options: RecountOptions
  /** Readings that came since, by record; they may not be stored yet. */
  readonly #pending = new Map<TransactionRecord, Reading[]>()

  constructor(options: RecountOptions) {
    this.#options = options
  }

  /** Has a record counted anew soon, with these readings among others. */
  ask(record: TransactionRecord, readings: readonly Reading[]): void {
    const pending = this.#pending.get(record)
    if (pending !== undefined) {
      pending.push(...readings)
      return
    }
    this.#pending.set(record, [...readings])
    // What this turn measured is asked to be stored by then, and stored before what is asked next.
    this.#options.clock.soon(() => void this.#count(record))
  }

  async #count(record: TransactionRecord): Promise<void> {
    const { clock, log, store } = this.#options
    try {
      await store.commit([{ kind: 'transaction', row: rowOf(record) }])
      const rows = await store.readings(record.id)
      const stored = rows.flatMap((row) => registersOf(measuredOf(row).samples).readings)
      record.count = countAll([...stored, ...(this.#pending.get(record) ?? [])])
      record.recount = false
      this.#pending.delete(record)
      await store.commit([{ kind: 'transaction', row: rowOf(record) }])
    } catch (error) {
      log.warn({ transaction: record.id, error }, 'Its energy is not counted anew yet')
      clock.after(again, () => void this.#count(record))
    }
  }
}
