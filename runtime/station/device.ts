import type { Readers } from '../descriptor/read.ts'
import { DeviceItems, type ItemsOwner } from '../items/device_items.ts'
import type { ChangeSource, ItemChange, Notifier, Telling } from '../items/notifier.ts'
import type { Facts, ItemValue } from '../model.ts'

/** A descriptor chosen for a device, and why. */
export interface Choice {
  readonly readers: Readers
  readonly reason: string
}

/** What devices need of the keeper of their station. */
export interface DeviceHost {
  readonly notifier: Notifier
  /** Seconds between samples where no descriptor says. */
  readonly sampleInterval: number
  /** Seconds between samples that the station says are in force. */
  readonly intervalInForce: number | undefined
}

/** One connector described by one descriptor. */
export class Device implements ChangeSource, ItemsOwner {
  static #count = 0
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
  /** Of no other device of this process. */
  readonly number = ++Device.#count
  readonly facts: Facts
  readonly #host: DeviceHost
  #choice: Choice
  #items: DeviceItems

  constructor(facts: Facts, host: DeviceHost, { choice, now }: { choice: Choice; now: number }) {
    this.address = `${facts.station.id}:${facts.connector}`
    this.facts = facts
    this.#host = host
    this.#choice = choice
    this.#items = new DeviceItems(choice.readers, this)
    this.#items.refresh(now)
  }

  /** The values. */
  get items(): DeviceItems {
    return this.#items
  }

  /** The descriptor in use, and why. */
  get choice(): Choice {
    return this.#choice
  }

  /** Describes the same facts by another descriptor; what was written stays known by key. */
  describe(choice: Choice, now: number): void {
    if (choice.readers === this.#choice.readers) {
      this.#choice = choice
      return
    }
    const before = this.#items
    this.#choice = choice
    this.#items = new DeviceItems(choice.readers, this)
    for (const [key, index] of choice.readers.indexOf) {
      const item = choice.readers.descriptor.items[index]
      const old = before.readers.indexOf.get(key)
      const state = old === undefined ? undefined : before.state(old, now)
      if (item?.direction !== 'OUT' || state?.item.direction !== 'OUT') continue
      if (state.value === null || state.at === null) continue
      this.#items.remember(index, { value: state.value, at: state.at })
    }
    this.#items.refresh(now, before)
  }

  /** Positions of the items with this key, or else with this published id. */
  find(keyOrId: string): readonly number[] {
    return this.#items.readers.named.get(keyOrId) ?? []
  }

  /** The value of an item by key, `null` when there is none. */
  value(key: string): ItemValue | null {
    const index = this.#items.readers.indexOf.get(key)
    return index === undefined ? null : this.#items.value(index)
  }

  collect(into: ItemChange[] | null, { now, tell }: Telling): void {
    const changes = this.#items.takeChanges()
    tell(this, changes)
    if (into === null) return
    const { address } = this
    for (const index of changes) {
      const state = this.#items.state(index, now)
      if (state === undefined) continue
      const { item, value, quality, at } = state
      into.push({ address, item, value, quality, at })
    }
  }

  /** Seconds between samples that the station says are in force, or else that its descriptor wishes. */
  get sampleInterval(): number {
    const { intervalInForce, sampleInterval } = this.#host
    return intervalInForce || this.#choice.readers.descriptor.ocpp?.sampleInterval || sampleInterval
  }

  /** Some of its items change; they are collected later. */
  changed(): void {
    this.#host.notifier.changed(this)
  }
}
