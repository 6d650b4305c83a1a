import type { Reader, Readers } from '../descriptor/read.ts'
import type { Evidence } from '../descriptor/read_source.ts'
import type { Item } from '../descriptor/schema.ts'
import { everyGroup, type Facts, group, type ItemValue, type Quality } from '../model.ts'

/** One item of one device, as it is now. */
export interface ItemState {
  readonly item: Item
  /** `null` when never seen. */
  readonly value: ItemValue | null
  readonly quality: Quality
  /** ms since the epoch; `null` when never seen. */
  readonly at: number | null
}

/** What the items of a device are made from. */
export interface DeviceItemsOptions {
  readonly facts: Facts
  readonly readers: Readers
  /** Seconds between meter samples; a sample older than three of them is stale. */
  readonly sampleInterval: number
  /** Called once when items begin to be changed, until {@link DeviceItems.takeChanges}. */
  changed(): void
}

/** The latest values of one device. */
export class DeviceItems {
  readonly facts: Facts
  readonly readers: Readers
  readonly #staleAfter: number
  readonly #changed: () => void
  readonly #values: (ItemValue | null)[]
  readonly #at: (number | null)[]
  readonly #metered: boolean[]
  readonly #stale: boolean[]
  readonly #dirty: boolean[]
  #anyDirty = false
  readonly #evidence: Evidence

  constructor(options: DeviceItemsOptions) {
    const size = options.readers.descriptor.items.length
    this.facts = options.facts
    this.readers = options.readers
    this.#staleAfter = options.sampleInterval * 3000
    this.#changed = options.changed
    this.#values = new Array<ItemValue | null>(size).fill(null)
    this.#at = new Array<number | null>(size).fill(null)
    this.#metered = new Array<boolean>(size).fill(false)
    this.#stale = new Array<boolean>(size).fill(false)
    this.#dirty = new Array<boolean>(size).fill(false)
    this.#evidence = { now: 0, at: 0, metered: false, values: this.#values }
  }

  /** Runs the rules that depend on the groups of facts that changed. */
  update(groups: number, now: number): void {
    for (const reader of this.readers.ordered) {
      if ((reader.deps & groups) !== 0) this.#read(reader, now)
    }
  }

  /** Runs every rule; values that were known before a change of descriptor are compared by nobody. */
  refresh(now: number): void {
    this.#evidence.now = now
    for (const reader of this.readers.ordered) this.#read(reader, now)
  }

  /** The link came or went: what the values are worth changed for all of them. */
  relink(now: number): void {
    this.update(everyGroup, now)
    for (let i = 0; i < this.#values.length; i++) if (this.#values[i] !== null) this.#mark(i)
  }

  /** Marks what went stale, or is no longer, since the last sweep. */
  sweep(now: number): void {
    this.update(group.quality, now)
    for (let i = 0; i < this.#values.length; i++) {
      const stale = this.#isStale(i, now)
      if (stale === this.#stale[i]) continue
      this.#stale[i] = stale
      this.#mark(i)
    }
  }

  /** Keeps a written value: what an OUT item shows is what was written last. */
  remember(index: number, written: { readonly value: ItemValue; readonly at: number }): void {
    this.#at[index] = written.at
    if (this.#values[index] === written.value) return
    this.#values[index] = written.value
    this.#mark(index)
  }

  /** The value at a position, `null` when never seen. */
  value(index: number): ItemValue | null {
    return this.#values[index] ?? null
  }

  /** The item at a position, as it is now. */
  state(index: number, now: number): ItemState | undefined {
    const item = this.readers.descriptor.items[index]
    if (item === undefined) return undefined
    const value = this.#values[index] ?? null
    return { item, value, quality: this.#quality(index, now), at: this.#at[index] ?? null }
  }

  /** Positions that changed since the last call. */
  takeChanges(): number[] {
    const changes: number[] = []
    if (!this.#anyDirty) return changes
    this.#anyDirty = false
    for (let i = 0; i < this.#dirty.length; i++) {
      if (this.#dirty[i] !== true) continue
      this.#dirty[i] = false
      changes.push(i)
    }
    return changes
  }

  #read(reader: Reader, now: number): void {
    const { facts } = this
    const evidence = this.#evidence
    const { index } = reader
    evidence.now = now
    evidence.at = now
    evidence.metered = false
    let value: ItemValue | undefined
    for (const rule of reader.rules) {
      value = rule.evaluate(facts, evidence)
      if (value !== undefined) break
      evidence.at = now
      evidence.metered = false
    }
    const known = this.#values[index] ?? null
    const next = value ?? null
    if (next !== null || known !== null) this.#at[index] = next === null ? null : evidence.at
    this.#metered[index] = evidence.metered
    // The same value, measured again after it went stale, is worth more than before.
    const revived = this.#stale[index] === true && !this.#isStale(index, now)
    if (revived) this.#stale[index] = false
    if (next === known && !revived) return
    this.#values[index] = next
    this.#mark(index)
  }

  #mark(index: number): void {
    this.#dirty[index] = true
    if (this.#anyDirty) return
    this.#anyDirty = true
    this.#changed()
  }

  #quality(index: number, now: number): Quality {
    if ((this.#values[index] ?? null) === null) return 'unknown'
    if (!this.facts.station.online) return 'offline'
    return this.#isStale(index, now) ? 'stale' : 'good'
  }

  #isStale(index: number, now: number): boolean {
    const at = this.#at[index]
    if (at === null || at === undefined || this.#values[index] === null) return false
    return this.#metered[index] === true && now - at > this.#staleAfter
  }
}
