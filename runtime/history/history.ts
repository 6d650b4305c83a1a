import type { Item } from '../descriptor/schema.ts'
import type { ChangedDevice } from '../items/notifier.ts'
import type { HistoryReads } from '../storage/history.ts'
import { textToBytes } from './base64.ts'
import { deadbandOf } from './deadband.ts'
import { decodeJournal, type Recorded } from './journal.ts'
import { type Commit, Outbox } from './outbox.ts'
import type { Point } from './points.ts'
import { type HistorySource, type Part, readPoints, readSteps } from './reader.ts'
import { HistoryRecorder, type HistoryRecorderOptions } from './recorder.ts'
import type { Step, StepRange } from './steps.ts'

/** What history is made with. */
export interface HistoryOptions extends Omit<HistoryRecorderOptions, 'outbox' | 'reads'> {
  readonly store: {
    readonly history: HistoryReads
    /** Whether what is stored outlives the process. */
    readonly durable: boolean
    commit: Commit
  }
  /** Everything could be stored. */
  onSuccess(): void
}

/** The values of items over time. */
export class History {
  readonly #options: HistoryOptions
  readonly #outbox: Outbox
  readonly #recorder: HistoryRecorder

  private constructor(options: HistoryOptions) {
    this.#options = options
    this.#outbox = new Outbox({
      clock: options.clock,
      commit: (changes) => options.store.commit(changes),
      journal: options.store.durable,
      onFailure: options.onFailure,
      onSuccess: options.onSuccess,
    })
    this.#recorder = new HistoryRecorder({
      ...options,
      outbox: this.#outbox,
      reads: options.store.history,
    })
  }

  /** Goes on with what is stored. @throws StoreError when it cannot be read */
  static async open(options: HistoryOptions): Promise<History> {
    const history = new History(options)
    const { history: reads } = options.store
    const points: Recorded[] = []
    for (const { hour, data } of await reads.journal()) {
      try {
        points.push(...decodeJournal(hour, textToBytes(data)))
      } catch (error) {
        options.onFailure(error)
      }
    }
    history.#recorder.resume(await reads.series(), points)
    return history
  }

  /** How much there is, how much waits to be stored, and how much was dropped since it could not be. */
  get counts(): { readonly series: number; readonly waiting: number; readonly dropped: number } {
    return {
      series: this.#recorder.size,
      waiting: this.#outbox.waiting,
      dropped: this.#outbox.dropped,
    }
  }

  /** Whether an item is recorded. */
  records(item: Item): boolean {
    return deadbandOf(item, this.#options.deadbands) !== undefined
  }

  /** Takes changes of one device, by the positions of its items. */
  take(device: ChangedDevice, changes: readonly number[]): void {
    this.#recorder.take(device, changes)
  }

  /** Points of an item; none when nothing was ever recorded. @throws StoreError */
  async points(
    item: { readonly address: string; readonly key: string },
    range: { readonly from: number; readonly to: number; readonly limit: number },
  ): Promise<Part<Point>> {
    const source = this.#source(item)
    return source === undefined ? { list: [], next: null } : await readPoints(source, range)
  }

  /** Steps of an item; none when nothing was ever recorded. @throws StoreError */
  async steps(
    item: { readonly address: string; readonly key: string },
    range: StepRange & { readonly limit: number },
  ): Promise<Part<Step>> {
    const source = this.#source(item)
    return source === undefined ? { list: [], next: null } : await readSteps(source, range)
  }

  /** Stores what waits, as far as that is possible, and records no more. */
  async close(): Promise<void> {
    this.#recorder.close()
    await this.#outbox.close()
  }

  #source({ address, key }: { address: string; key: string }): HistorySource | undefined {
    const series = this.#recorder.idOf(address, key)
    if (series === undefined) return undefined
    const { clock, store } = this.#options
    const recent = this.#recorder.recent(series)
    return { reads: store.history, series, recent, now: clock.now() }
  }
}
