import type { ChangedDevice } from '../items/notifier.ts'
import type { EventFilter } from './event_filter.ts'
import type { EventReader } from './event_reader.ts'

/** Readers that want the same. */
export interface EventGroup {
  readonly filter: EventFilter
  readonly readers: Set<EventReader>
  /** Sequence numbers of the changes that it wants and that are not sent yet. */
  unsent: number[]
}

/** Most devices have it: nothing is kept for each. */
const nobody: readonly EventGroup[] = []

/** The readers of a feed by what they want. */
export class EventGroups {
  readonly #groups = new Map<string, EventGroup>()
  /** Those that want changes of a device, as far as its address says, where that was asked already. */
  #wanting = new WeakMap<ChangedDevice, readonly EventGroup[]>()

  /** Readers there are. */
  get readers(): number {
    let count = 0
    for (const { readers } of this.#groups.values()) count += readers.size
    return count
  }

  /** All of them as they are now: sending to one may end it. */
  all(): readonly EventGroup[] {
    return [...this.#groups.values()]
  }

  /** Adds a reader. */
  add(reader: EventReader, filter: EventFilter): void {
    const known = this.#groups.get(filter.name)
    if (known !== undefined) return void known.readers.add(reader)
    this.#groups.set(filter.name, { filter, readers: new Set([reader]), unsent: [] })
    this.#decideAnew()
  }

  /** Removes a reader that has gone; `true` when it was the last of all. */
  remove(reader: EventReader, filter: EventFilter): boolean {
    const group = this.#groups.get(filter.name)
    group?.readers.delete(reader)
    if (group?.readers.size === 0 && this.#groups.delete(filter.name)) this.#decideAnew()
    return this.#groups.size === 0
  }

  /** Those that want changes of a device; this is found out once, until others come or go. */
  wanting(device: ChangedDevice): readonly EventGroup[] {
    return this.#wanting.get(device) ?? this.#decide(device)
  }

  #decide(device: ChangedDevice): readonly EventGroup[] {
    const groups = this.all().filter(({ filter }) => filter.takes(device.address))
    const wanting = groups.length === 0 ? nobody : groups
    this.#wanting.set(device, wanting)
    return wanting
  }

  #decideAnew(): void {
    this.#wanting = new WeakMap()
  }
}
