import type { StationEvent } from '../model.ts'

/** Something a station reported that changes no item: firmware, diagnostics, logs, security. */
export interface Notice {
  /** The action by which it came. */
  readonly action: string
  /** As it came, repaired where need be. */
  readonly payload: unknown
  /** ms since the epoch. */
  readonly at: number
}

/** Notices remembered of a station. */
const most = 100

/** The last notices of one station. */
export class Notices {
  readonly #last: Notice[] = []

  /** Takes note of an event that is one. */
  apply(event: StationEvent): void {
    if (event.kind !== 'Noticed') return
    const { action, payload, at } = event
    this.#last.push({ action, payload, at })
    if (this.#last.length > most) this.#last.shift()
  }

  /** All of them, the latest last. */
  list(): readonly Notice[] {
    return this.#last
  }
}
