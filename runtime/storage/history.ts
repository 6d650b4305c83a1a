/** What is stored of the values of items over time. Bytes are base64, so that changes are plain JSON. */
export type HistoryChange =
  /** New series: items of one device, by their keys, with ids that follow each other. */
  | {
      readonly kind: 'history-series'
      /** Id of the first. */
      readonly first: number
      readonly address: string
      readonly keys: readonly string[]
    }
  /** Points of one hour, of any series, as they come; they go when the hour is closed. */
  | { readonly kind: 'history-journal'; readonly hour: number; readonly data: string }
  /** One hour of one series: in place of what is stored of it, or joined to it. */
  | ({ readonly kind: 'history-hour'; readonly join: boolean } & HistoryHour)
  /**
   * Of the journals only those of the two hours after this one are still needed: that which is open,
   * and the next, for a clock that was set back by a little.
   */
  | { readonly kind: 'history-closed'; readonly hour: number }
  /**
   * Forgets points and rollups of hours before these, 0 or less = none, in steps (see {@link pruneSteps}), and
   * the oldest points beyond so many bytes.
   */
  | {
      readonly kind: 'history-pruned'
      readonly pointsBefore: number
      readonly rollupsBefore: number
      readonly bytes: number
    }
  /** Forgets all that is stored of these series, and themselves. */
  | { readonly kind: 'history-forgotten'; readonly series: readonly number[] }

/**
 * Hours from the oldest one on that are forgotten at once, of rollups from the oldest one of each
 * series. Points go with each hour that passes, rollups once a day: a clock that is wrong for some
 * hours, be it by years, costs some days or a week, and what is due after a long time goes soon.
 */
export const pruneSteps = { points: 24, rollups: 7 * 24 }

/** Hours after the one that was closed last whose journals are still needed. */
export const openHours = 2

/** Whether a change is one of history. */
export function isOfHistory<C extends { readonly kind: string }>(
  change: C,
): change is Extract<C, HistoryChange> {
  return change.kind.startsWith('history-')
}

/** Numbers of an hour of a series; see `runtime/history/rollup.ts`. */
export interface HistoryRollup {
  /** Hours since the epoch. */
  readonly hour: number
  readonly count: number
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly covered: number
  /** JSON. */
  readonly last: string
}

/** One hour of one series. */
export interface HistoryHour extends HistoryRollup {
  readonly series: number
  /** The points. */
  readonly data: string
}

/** Which rollups of a series are asked for: hours from `from` to `to`, both included. */
export interface HistoryRange {
  readonly series: number
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** What can be asked of the stored history. All of it rejects with a StoreError when it cannot be read. */
export interface HistoryReads {
  /** All series, in the order of their ids. */
  series(): Promise<
    readonly { readonly id: number; readonly address: string; readonly key: string }[]
  >
  /** Ids of series of which no rollup is left, in any order. */
  emptySeries(): Promise<readonly number[]>
  /** All journals, in the order of hours, and within one as they were stored. */
  journal(): Promise<readonly { readonly hour: number; readonly data: string }[]>
  /** Rollups in the order of hours. */
  rollups(range: HistoryRange): Promise<readonly HistoryRollup[]>
  /** Points of these hours of a series, as far as there are any left. */
  points(of: {
    readonly series: number
    readonly hours: readonly number[]
  }): Promise<readonly { readonly hour: number; readonly data: string }[]>
}
