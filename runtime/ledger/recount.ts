import type { Clock, Timer } from '../clock.ts'
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

/** Time between attempts while the store cannot be used, ms; what comes in between is counted at once. */
const again = 60_000

/** A record that is to be counted anew. */
interface Task {
  /** Readings that came since; they may not be stored yet. */
  readonly readings: Reading[]
  /** Runs while it waits for another attempt. */
  timer: Timer | undefined
}

/**
 * Counts the readings of a transaction anew, all of them in the order of time, where one came late
 * that does not fit to what is kept of the others.
 */
export class Recounts {
  readonly #options: RecountOptions
  readonly #tasks = new Map<TransactionRecord, Task>()

  constructor(options: RecountOptions) {
    this.#options = options
  }

  /** Has a record counted anew soon, with these readings among others. */
  ask(record: TransactionRecord, readings: readonly Reading[]): void {
    const known = this.#tasks.get(record)
    const task = known ?? { readings: [], timer: undefined }
    task.readings.push(...readings)
    const isUnderWay = known !== undefined && known.timer === undefined
    if (isUnderWay) return
    task.timer?.cancel()
    task.timer = undefined
    this.#tasks.set(record, task)
    // What this turn measured is asked to be stored by then, and stored before what is asked next.
    this.#options.clock.soon(() => void this.#settle(record, task))
  }

  async #settle(record: TransactionRecord, task: Task): Promise<void> {
    const { clock, log, store } = this.#options
    try {
      let failure: unknown
      do {
        await this.#count(record, task)
        const done = store.commit([{ kind: 'transaction', row: rowOf(record) }])
        failure = await done.then(
          () => undefined,
          (error) => error,
        )
      } while (record.recount)
      if (failure !== undefined) throw failure
      this.#tasks.delete(record)
    } catch (error) {
      log.warn({ transaction: record.id, error }, 'Its energy is not counted anew and stored yet')
      record.recount = true
      task.timer = clock.after(again, () => {
        task.timer = undefined
        void this.#settle(record, task)
      })
    }
  }

  /** Counts it in memory, also while nothing can be stored. */
  async #count(record: TransactionRecord, task: Task): Promise<void> {
    const { store } = this.#options
    // Stored or refused, what was asked for before is so too by then.
    await store.commit([{ kind: 'transaction', row: rowOf(record) }]).catch(() => undefined)
    const rows = await store.readings(record.id)
    const stored = rows.flatMap((row) => registersOf(measuredOf(row).samples).readings)
    record.count = countAll([...stored, ...task.readings.splice(0)])
    record.recount = false
  }
}
