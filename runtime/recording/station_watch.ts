import type { Station } from '../station/station.ts'
import type { TimelineEntry } from './timeline.ts'

/** Sees what changes at a station besides its items: which plugin it has, and what had to be repaired. */
export class StationWatch {
  readonly #station: Station
  readonly #tell: (entry: TimelineEntry) => void
  readonly #counted = new Map<string, number>()
  #plugin: string | undefined
  /** The hooks whose repairs were counted; others begin anew. */
  #hooks: unknown

  constructor(station: Station, tell: (entry: TimelineEntry) => void) {
    this.#station = station
    this.#tell = tell
  }

  /** Tells what is new since the last look. */
  look(at: number): void {
    const { id: station, seat, counters } = this.#station
    const { plugin, reason } = seat.choice
    const name = plugin?.manifest.name ?? null
    const chosen = `${name} ${reason}`
    if (chosen !== this.#plugin) {
      this.#plugin = chosen
      this.#tell({ at, station, kind: 'plugin', plugin: name, reason })
    }
    for (const [what, total] of Object.entries(counters.toRecord())) this.#count(what, total, at)
    const { runner } = seat
    if (runner === undefined) return
    const hooks = Object.entries(runner.tally.toRecord())
    if (this.#hooks !== runner) {
      this.#hooks = runner
      for (const what of this.#counted.keys())
        if (what.startsWith('plugin:')) this.#counted.delete(what)
    }
    for (const [hook, counts] of hooks) this.#count(`plugin:${hook}`, counts.repairs, at)
  }

  #count(what: string, total: number, at: number): void {
    const count = total - (this.#counted.get(what) ?? 0)
    if (count <= 0) return
    this.#counted.set(what, total)
    this.#tell({ at, station: this.#station.id, kind: 'repair', what, count })
  }
}
