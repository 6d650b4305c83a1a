import { Buffer } from 'node:buffer'
import {
  type HistoryChange,
  type HistoryHour,
  type HistoryRange,
  type HistoryReads,
  type HistoryRollup,
  openHours,
  pruneSteps,
} from '../history.ts'
import { joinHours } from '../join_hours.ts'
import { type SeriesName, SeriesNames } from '../series_names.ts'

/** Bytes of points, and hours of rollups of a series, that are kept; memory has an end. */
const most = { bytes: 64 * 2 ** 20, hours: 90 * 24 }

type Journal = Extract<HistoryChange, { kind: 'history-journal' }>

/** History in memory. */
export class MemoryHistory implements HistoryReads {
  readonly #series = new SeriesNames()
  /** Ids of series that are forgotten, whose names are of no interest any more. */
  readonly #forgotten = new Set<number>()
  #journal: Journal[] = []
  /** Rollups by series and hour. */
  readonly #rollups = new Map<number, Map<number, HistoryRollup>>()
  /** Points by hour and series. */
  readonly #points = new Map<number, Map<number, string>>()

  apply(change: HistoryChange): void {
    switch (change.kind) {
      case 'history-series':
        return this.#name(change)
      case 'history-journal':
        this.#journal.push(change)
        return
      case 'history-hour':
        return this.#put(change, change.join)
      case 'history-closed':
        this.#journal = this.#journal.filter(
          ({ hour }) => hour > change.hour && hour <= change.hour + openHours,
        )
        return
      case 'history-pruned':
        return this.#prune(change)
      case 'history-forgotten':
        for (const series of change.series) this.#forget(series)
    }
  }

  series() {
    return Promise.resolve(this.#names())
  }

  emptySeries() {
    const ids = this.#names().map(({ id }) => id)
    return Promise.resolve(ids.filter((id) => (this.#rollups.get(id)?.size ?? 0) === 0))
  }

  journal() {
    const list = this.#journal.map(({ hour, data }) => ({ hour, data }))
    return Promise.resolve(list.sort((a, b) => a.hour - b.hour))
  }

  rollups({ series, from, to, limit }: HistoryRange): Promise<readonly HistoryRollup[]> {
    const list = [...(this.#rollups.get(series)?.values() ?? [])]
      .filter(({ hour }) => hour >= from && hour <= to)
      .sort((a, b) => a.hour - b.hour)
    return Promise.resolve(list.slice(0, limit))
  }

  points({ series, hours }: { readonly series: number; readonly hours: readonly number[] }) {
    return Promise.resolve(
      hours.flatMap((hour) => {
        const data = this.#points.get(hour)?.get(series)
        return data === undefined ? [] : [{ hour, data }]
      }),
    )
  }

  #put(given: HistoryHour, join: boolean): void {
    const { series, hour } = given
    const data = this.#points.get(hour)?.get(series)
    const rollup = this.#rollups.get(series)?.get(hour)
    const before =
      join && rollup !== undefined ? { ...rollup, series, data: data ?? '' } : undefined
    const { data: points, ...numbers } = before === undefined ? given : joinHours(before, given)
    const { count, min, max, mean, covered, last } = numbers
    within(this.#rollups, series).set(hour, { hour, count, min, max, mean, covered, last })
    within(this.#points, hour).set(series, points)
  }

  #names(): SeriesName[] {
    return this.#series.list().filter(({ id }) => !this.#forgotten.has(id))
  }

  #name({ first, address, keys }: Extract<HistoryChange, { kind: 'history-series' }>): void {
    for (let i = 0; i < keys.length; i++) {
      this.#series.set({ id: first + i, address, key: keys[i] ?? '' })
      this.#forgotten.delete(first + i)
    }
  }

  #forget(series: number): void {
    this.#forgotten.add(series)
    for (const hour of this.#rollups.get(series)?.keys() ?? []) {
      this.#points.get(hour)?.delete(series)
    }
    this.#rollups.delete(series)
  }

  #prune(limits: Extract<HistoryChange, { kind: 'history-pruned' }>): void {
    const hours = [...this.#points.keys()].sort((a, b) => b - a)
    const before = Math.min(limits.pointsBefore, (hours.at(-1) ?? 0) + pruneSteps.points)
    let bytes = 0
    for (const hour of hours) {
      for (const data of this.#points.get(hour)?.values() ?? [])
        bytes += Buffer.byteLength(data, 'base64')
      if (hour < before || bytes > Math.min(limits.bytes, most.bytes)) this.#points.delete(hour)
    }
    for (const rollups of this.#rollups.values()) forgetRollups(rollups, limits.rollupsBefore)
  }
}

/** Forgets the rollups of a series before an hour, and those beyond what is kept. */
function forgetRollups(rollups: Map<number, HistoryRollup>, wanted: number): void {
  let oldest = Number.POSITIVE_INFINITY
  for (const hour of rollups.keys()) oldest = Math.min(oldest, hour)
  const before = Math.min(wanted, oldest + pruneSteps.rollups)
  for (const hour of rollups.keys()) if (hour < before) rollups.delete(hour)
  if (rollups.size <= most.hours) return
  const hours = [...rollups.keys()].sort((a, b) => a - b)
  for (const hour of hours.slice(0, -most.hours)) rollups.delete(hour)
}

function within<T>(map: Map<number, Map<number, T>>, key: number): Map<number, T> {
  let inner = map.get(key)
  if (inner === undefined) {
    inner = new Map()
    map.set(key, inner)
  }
  return inner
}
