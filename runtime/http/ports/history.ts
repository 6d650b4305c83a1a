import type { ItemValue } from '../../model.ts'

/** A value that holds from a moment on; with steps, what is known of one of them. */
export interface HistoryEntry {
  /** ms since the epoch. */
  readonly at: number
  /** `null` = nothing is known. */
  readonly value: ItemValue | null
  /** Of numbers in a step. */
  readonly min?: number | null
  readonly max?: number | null
}

/** Which entries are wanted. */
export interface HistoryQuery {
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
  readonly limit: number
  /** Length of a step, ms; without it the points come as they were recorded. */
  readonly step?: number | undefined
}

/** Some entries, and where the next ones begin, ms since the epoch. */
export interface HistoryPart {
  readonly list: readonly HistoryEntry[]
  readonly next: number | null
}

/** How much history there is. */
export interface HistoryCounts {
  /** Items of devices that have one. */
  readonly series: number
  /** Points that wait to be stored. */
  readonly waiting: number
  /** Points dropped since the start, because they could not be stored for too long. */
  readonly dropped: number
}

/** The values of items over time. */
export interface HistoryPort {
  /**
   * Entries of an item; `undefined` when it is not recorded. Rejects with a Problem when the store
   * cannot be read.
   */
  history(
    item: { readonly address: string; readonly key: string },
    query: HistoryQuery,
  ): Promise<HistoryPart | undefined>
  /** `undefined` when history is switched off. */
  historyCounts(): HistoryCounts | undefined
}
