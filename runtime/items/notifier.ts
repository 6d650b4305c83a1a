import type { Clock } from '../clock.ts'
import type { DeviceItems, ItemState } from './device_items.ts'

/** A change of one item. */
export interface ItemChange extends ItemState {
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
}

/** A device some items of which changed. */
export interface ChangedDevice {
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
  /** Of no other device of this process; they are counted up, so that what follows finds its own of it. */
  readonly number: number
  readonly items: Pick<DeviceItems, 'item' | 'value' | 'quality' | 'time'>
}

/** Told of the changes of a round of messages, or else of a turn of the event loop, device by device. */
export interface ChangeFollower {
  /** Takes the positions of what changed; they hold for the call only. */
  take(device: ChangedDevice, changes: readonly number[]): void
  /** All of them are told. */
  end?(): void
}

/** Something that has changes to tell. */
export interface ChangeSource {
  /** Tells the changes since the last call, and appends them where anybody listens. */
  collect(into: ItemChange[] | null, telling: Telling): void
}

/** How changes are told. */
export interface Telling {
  /** ms since the epoch. */
  readonly now: number
  /** Tells those who follow. Never throws. */
  readonly tell: ChangeFollower['take']
}

/** Told of the changes of one round of messages, or else of one turn of the event loop. */
export type ChangeListener = (changes: readonly ItemChange[]) => void

/**
 * Gathers the changes of a round of messages, or else of a turn of the event loop, and tells them
 * once, to whoever listens; see {@link Clock.soon}.
 */
export class Notifier {
  readonly #clock: Clock
  readonly #onDefect: (error: unknown) => void
  readonly #listeners = new Set<ChangeListener>()
  readonly #followers = new Set<ChangeFollower>()
  readonly #telling: { -readonly [K in keyof Telling]: Telling[K] } = {
    now: 0,
    tell: (device, changes) => this.#tell(device, changes),
  }
  #sources: ChangeSource[] = []

  constructor(clock: Clock, onDefect: (error: unknown) => void) {
    this.#clock = clock
    this.#onDefect = onDefect
  }

  /** Has the source asked for its changes at the end; once is enough. */
  changed(source: ChangeSource): void {
    this.#sources.push(source)
    if (this.#sources.length === 1) this.#clock.soon(() => this.#flush())
  }

  /** Calls the listener with changes, always those together that were gathered; returns a function that ends it. */
  watch(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Tells the follower the changes of each device, without an object a change, as is needed by
   * whoever takes all of them; returns a function that ends it.
   */
  follow(follower: ChangeFollower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  #flush(): void {
    const sources = this.#sources
    this.#sources = []
    const telling = this.#telling
    telling.now = this.#clock.now()
    const changes: ItemChange[] | null = this.#listeners.size === 0 ? null : []
    for (const source of sources) source.collect(changes, telling)
    for (const follower of this.#followers) {
      try {
        follower.end?.()
      } catch (error) {
        this.#onDefect(error)
      }
    }
    if (changes === null || changes.length === 0) return
    for (const listener of this.#listeners) {
      try {
        listener(changes)
      } catch (error) {
        this.#onDefect(error)
      }
    }
  }

  #tell(device: ChangedDevice, changes: readonly number[]): void {
    for (const follower of this.#followers) {
      try {
        follower.take(device, changes)
      } catch (error) {
        this.#onDefect(error)
      }
    }
  }
}
