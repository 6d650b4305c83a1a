import type { Item } from '../descriptor/schema.ts'
import type { ItemValue, Quality } from '../model.ts'
import type { ChangedDevice, ItemChange } from './notifier.ts'

/** The changes of a device while it is told, one after the other in one object. */
export class ToldChange implements ItemChange {
  readonly #device: ChangedDevice
  readonly #now: number
  #index = 0
  #item: Item | undefined

  /** `now` in ms since the epoch. */
  constructor(device: ChangedDevice, now: number) {
    this.#device = device
    this.#now = now
  }

  /** Goes to the item at a position; `false` when there is none. */
  moveTo(index: number): boolean {
    this.#index = index
    this.#item = this.#device.items.item(index)
    return this.#item !== undefined
  }

  get address(): string {
    return this.#device.address
  }

  get item(): Item {
    if (this.#item === undefined) throw new Error(`Is at no change of ${this.address}`)
    return this.#item
  }

  get value(): ItemValue | null {
    return this.#device.items.value(this.#index)
  }

  get quality(): Quality {
    return this.#device.items.quality(this.#index, this.#now)
  }

  get at(): number | null {
    const time = this.#device.items.time(this.#index)
    return Number.isNaN(time) ? null : time
  }
}
