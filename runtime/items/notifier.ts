import type { Clock } from '../clock.ts'
import type { ItemState } from './device_items.ts'

/** A change of one item. */
export interface ItemChange extends ItemState {
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
}

/** Something that has changes to tell. */
export interface ChangeSource {
  /** Appends the changes since the last call, or drops them when nobody listens. */
  collect(into: ItemChange[] | null, now: number): void
}

/** Told of the changes of one turn of the event loop. */
export type ChangeListener = (changes: readonly ItemChange[]) => void

/** Gathers the changes of a turn of the event loop and tells them once, to whoever listens. */
export class Notifier {
  readonly #clock: Clock
  readonly #onDefect: (error: unknown) => void
  readonly #listeners = new Set<ChangeListener>()
  #sources: ChangeSource[] = []

  constructor(clock: Clock, onDefect: (error: unknown) => void) {
    this.#clock = clock
    this.#onDefect = onDefect
  }

  /** Has the source asked for its changes at the end of this turn; once per turn is enough. */
  changed(source: ChangeSource): void {
    this.#sources.push(source)
    if (this.#sources.length === 1) this.#clock.soon(() => this.#flush())
  }

  /** Calls the listener with the changes of each turn; returns a function that ends it. */
  watch(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #flush(): void {
    const sources = this.#sources
    this.#sources = []
    const now = this.#clock.now()
    const changes: ItemChange[] | null = this.#listeners.size === 0 ? null : []
    for (const source of sources) source.collect(changes, now)
    if (changes === null || changes.length === 0) return
    for (const listener of this.#listeners) {
      try {
        listener(changes)
      } catch (error) {
        this.#onDefect(error)
      }
    }
  }
}
