import type { ChangedDevice, ChangeFollower, ItemChange } from '../../../runtime/items/notifier.ts'

/** A device that is told of as it was when its values were set. */
class ToldDevice implements ChangedDevice {
  readonly address: string
  readonly number: number
  changes: readonly ItemChange[] = []
  readonly items: ChangedDevice['items'] = {
    item: (index) => this.changes[index]?.item,
    value: (index) => this.changes[index]?.value ?? null,
    quality: (index) => this.changes[index]?.quality ?? 'unknown',
    time: (index) => this.changes[index]?.at ?? Number.NaN,
  }

  constructor(address: string, number: number) {
    this.address = address
    this.number = number
  }
}

/** Tells changes at the end of the turn, to listeners and followers, as a notifier does. */
export class MemoryChanges {
  readonly #listeners = new Set<(changes: readonly ItemChange[]) => void>()
  readonly #followers = new Set<ChangeFollower>()
  readonly #devices = new Map<string, ToldDevice>()
  #turn: { readonly device: ToldDevice; readonly changes: readonly ItemChange[] }[] = []

  /** How many there are to tell. */
  get watchers(): number {
    return this.#listeners.size + this.#followers.size
  }

  /** Changes of one device that happen together. */
  add(address: string, changes: readonly ItemChange[]): void {
    const device = this.#devices.get(address) ?? new ToldDevice(address, this.#devices.size + 1)
    this.#devices.set(address, device)
    if (this.#turn.length === 0) queueMicrotask(() => this.#tell())
    this.#turn.push({ device, changes })
  }

  watch(listener: (changes: readonly ItemChange[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  follow(follower: ChangeFollower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  #tell(): void {
    const turn = this.#turn
    this.#turn = []
    for (const follower of this.#followers) {
      for (const { device, changes } of turn) {
        device.changes = changes
        follower.take(device, [...changes.keys()])
      }
      follower.end?.()
    }
    const all = turn.flatMap(({ changes }) => changes)
    for (const listener of this.#listeners) listener(all)
  }
}
