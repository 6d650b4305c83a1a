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

/** Notices remembered of a station, and characters of JSON in all of them; the last is kept anyway. */
const most = 100
const mostText = 65_536

/** The last notices of one station. */
export class Notices {
  readonly #last: { readonly notice: Notice; readonly size: number }[] = []
  #size = 0

  /** Takes note of an event that is one. */
  apply(event: StationEvent): void {
    if (event.kind !== 'Noticed') return
    const { action, payload, at } = event
    const size = JSON.stringify(payload)?.length ?? 0
    this.#last.push({ notice: { action, payload, at }, size })
    this.#size += size
    while (this.#last.length > most || (this.#size > mostText && this.#last.length > 1)) {
      this.#size -= this.#last.shift()?.size ?? 0
    }
  }

  /** All of them, the latest last. */
  list(): readonly Notice[] {
    return this.#last.map(({ notice }) => notice)
  }
}
