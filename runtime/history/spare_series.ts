import type { HistoryReads } from '../storage/history.ts'
import type { DeviceSeries } from './device_series.ts'
import type { OpenSeries } from './open_series.ts'
import type { Outbox } from './outbox.ts'
import type { SeriesIds } from './series_ids.ts'

/** What finding series that can be spared needs. */
export interface SpareSeriesOptions {
  readonly reads: Pick<HistoryReads, 'emptySeries'>
  readonly outbox: Outbox
  readonly devices: DeviceSeries
  readonly open: OpenSeries
  readonly ids: SeriesIds
  /** Whether there still is such a station. */
  isKnown(address: string): boolean
  onFailure(error: unknown): void
}

/**
 * Gives series back where there are many: those of stations that are forgotten, as made-up names are
 * before all others, and those of which nothing is left. What a known station has is never given away
 * for another, and where there is room those that come back find their history.
 */
export class SpareSeries {
  readonly #options: SpareSeriesOptions

  constructor(options: SpareSeriesOptions) {
    this.#options = options
  }

  /** Has those of stations that nobody knows any more forgotten, with all that is stored of them. */
  forgetUnknown(): void {
    const { devices, isKnown } = this.#options
    for (const address of [...devices.addresses()]) if (!isKnown(address)) this.#forget(address)
  }

  /** Has those of devices forgotten of which nothing is stored any more. */
  async forgetEmpty(): Promise<void> {
    const { devices, outbox, reads, onFailure } = this.#options
    try {
      const waiting = outbox.seriesWaiting()
      // What is stored from here on is not of these.
      const idle = [...devices.addresses()].filter(
        (address) => this.#isIdle(address) && !devices.ids(address).some((id) => waiting.has(id)),
      )
      const empty = new Set(await reads.emptySeries())
      for (const address of idle) {
        if (devices.ids(address).every((id) => empty.has(id))) this.#forget(address)
      }
    } catch (error) {
      onFailure(error)
    }
  }

  #forget(address: string): void {
    if (!this.#isIdle(address)) return
    const { devices, outbox, ids } = this.#options
    // Nothing of them may be taken for what comes after; the first is given out again first.
    outbox.forget(devices.remove(address), (id) => ids.give(id))
  }

  /** Whether nothing is being recorded of a device. */
  #isIdle(address: string): boolean {
    const { devices, open } = this.#options
    const ids = devices.ids(address)
    return ids.length > 0 && ids.every((id) => !open.has(id))
  }
}
