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

const none: readonly { readonly notice: Notice; readonly size: number }[] = []

/** The last notices of one station. */
export class Notices {
  #last = none
  #size = 0

  /** Takes note of an event that is one. */
  apply(event: StationEvent): void {
    if (event.kind !== 'Noticed') return
    const { action, payload, at } = event
    const size = JSON.stringify(payload)?.length ?? 0
    const last = [...this.#last, { notice: { action, payload, at }, size }]
    this.#size += size
    while (last.length > most || (this.#size > mostText && last.length > 1)) {
      this.#size -= last.shift()?.size ?? 0
    }
    this.#last = last
  }

  /** All of them, the latest last. */
  list(): readonly Notice[] {
    return this.#last.map(({ notice }) => notice)
  }
}
