import { dialectOf } from './dialect/dialects.ts'
import type { DeviceState, ItemWhy } from './http/port.ts'
import { whyOf } from './item_why.ts'
import type { ItemState } from './items/device_items.ts'
import type { Identity } from './model.ts'
import type { Device } from './station/device.ts'
import type { Hub } from './station/hub.ts'

/** What a device is looked at with. */
export interface Sight {
  readonly hub: Hub
  now(): number
}

/** A device as others see it, at any time as it is then. */
export class DeviceView implements DeviceState {
  readonly #device: Device
  readonly #sight: Sight

  constructor(device: Device, sight: Sight) {
    this.#device = device
    this.#sight = sight
  }

  get address(): string {
    return this.#device.address
  }

  get station(): string {
    return this.#device.facts.station.id
  }

  get connector(): number {
    return this.#device.facts.connector
  }

  get online(): boolean {
    return this.#device.facts.station.online
  }

  get descriptor(): string {
    return this.#device.choice.readers.descriptor.slug
  }

  get descriptorReason(): string {
    return this.#device.choice.reason
  }

  get plugin(): string | null {
    return this.#sight.hub.station(this.station)?.station.seat.choice.plugin?.manifest.name ?? null
  }

  get siblings(): readonly string[] {
    const { station } = this.#device.facts
    const connectors = this.#sight.hub.station(station.id)?.station.connectors.outlets() ?? []
    const numbers = connectors.map(({ facts }) => facts.connector)
    const siblings = dialectOf(station.version)?.siblings(this.connector, numbers) ?? []
    return siblings.map((number) => `${station.id}:${number}`)
  }

  get identity(): Identity {
    return this.#device.facts.station.identity
  }

  items(): ItemState[] {
    return this.#states(this.#device.items.readers.descriptor.items.keys())
  }

  find(keyOrId: string): ItemState[] {
    return this.#states(this.#device.find(keyOrId))
  }

  why(key: string): ItemWhy {
    const { hub, now } = this.#sight
    return whyOf(this.#device, { key, hub, now: now() })
  }

  #states(indexes: Iterable<number>): ItemState[] {
    const now = this.#sight.now()
    const states: ItemState[] = []
    for (const index of indexes) {
      const state = this.#device.items.state(index, now)
      if (state !== undefined) states.push(state)
    }
    return states
  }
}
