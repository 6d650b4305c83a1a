import type { Reader, Readers } from '../descriptor/read.ts'
import type { Evidence } from '../descriptor/read_source.ts'
import type { Item } from '../descriptor/schema.ts'
import { everyGroup, type Facts, group, type ItemValue, type Quality } from '../model.ts'
import { KnownPlaces, KnownValues } from './known_values.ts'

/** One item of one device, as it is now. */
export interface ItemState {
  readonly item: Item
  /** `null` when never seen. */
  readonly value: ItemValue | null
  readonly quality: Quality
  /** ms since the epoch; `null` when never seen. */
  readonly at: number | null
}

/** Whose items they are. */
export interface ItemsOwner {
  readonly facts: Facts
  /** Seconds between meter samples in force; what was not heard for three of them is stale. */
  readonly sampleInterval: number
  /** Called once when items begin to be changed, until {@link DeviceItems.takeChanges}. */
  changed(): void
}

/** A sample this old is stale however lately it was heard, ms; no clock is that slow. */
const oldest = 86_400_000

/** No station samples more often than once a second: what was heard just now is not stale, ms. */
const shortest = 1000

/** What is known of a value besides itself, as bits. */
const flag = { metered: 1, stale: 2, changed: 4 } as const
/** The bits of eight values fit into a small number. */
const bitsOfOne = 3

const noChanges: number[] = []

/** The latest values of one device. */
export class DeviceItems {
  /** One for all devices, since rules are run to their end. */
  static readonly #evidence: Evidence & { of: DeviceItems | undefined } = {
    now: 0,
    at: 0,
    metered: false,
    values: new KnownValues(new KnownPlaces(0)),
    of: undefined,
    inherit(index) {
      const { of } = DeviceItems.#evidence
      if (of === undefined) return
      this.at = of.time(index)
      this.metered = of.#is(index, flag.metered)
    },
  }
  readonly facts: Facts
  readonly readers: Readers
  readonly #owner: ItemsOwner
  readonly #values: KnownValues
  /** When a sample was last heard, by our clock: that of a station may be slow. None before the first. */
  #heard: number[] | undefined
  readonly #flags: number[]
  /** Of those of which nothing changed all share one list. */
  #changes = noChanges

  constructor(readers: Readers, owner: ItemsOwner) {
    const size = readers.descriptor.items.length
    this.facts = owner.facts
    this.readers = readers
    this.#owner = owner
    this.#values = new KnownValues(placesOf(readers))
    this.#flags = new Array<number>((size + 7) >> 3).fill(0)
  }

  get #size(): number {
    return this.readers.descriptor.items.length
  }

  /** Runs the rules that depend on the groups of facts that changed. */
  update(groups: number, now: number): void {
    for (const reader of this.readers.ordered) {
      if ((reader.deps & groups) !== 0) this.#read(reader, now)
    }
  }

  /** Runs every rule. After a change of descriptor `before` is what was known by the last one. */
  refresh(now: number, before?: DeviceItems): void {
    for (const reader of this.readers.ordered) this.#read(reader, now)
    for (const [key, old] of before?.readers.indexOf ?? []) {
      const index = this.readers.indexOf.get(key)
      // What has a value is told anyway.
      if (index === undefined || this.value(index) !== null) continue
      if (before?.value(old) !== null || before.#is(old, flag.changed)) this.#mark(index)
    }
  }

  /** The link came or went: what the values are worth changed for all of them. */
  relink(now: number): void {
    this.update(everyGroup, now)
    for (let i = 0; i < this.#size; i++) if (this.value(i) !== null) this.#mark(i)
  }

  /** Marks what went stale, or is no longer, since the last sweep. */
  sweep(now: number): void {
    this.update(group.quality, now)
    for (let i = 0; i < this.#size; i++) {
      if (this.#isStale(i, now) === this.#is(i, flag.stale)) continue
      this.#flip(i, flag.stale)
      this.#mark(i)
    }
  }

  /** Keeps a written value: what an OUT item shows is what was written last. */
  remember(index: number, written: { readonly value: ItemValue; readonly at: number }): void {
    this.#values.setTime(index, written.at)
    if (!this.#values.set(index, written.value)) return
    this.#mark(index)
    this.update(group.written, written.at)
  }

  /** The item at a position, `undefined` beyond the last. */
  item(index: number): Item | undefined {
    return this.readers.descriptor.items[index]
  }

  /** The value at a position, `null` when never seen. */
  value(index: number): ItemValue | null {
    return this.#values.get(index)
  }

  /** When the value at a position was so, ms since the epoch; `NaN` when never seen. */
  time(index: number): number {
    return this.#values.time(index)
  }

  /** The item at a position, as it is now. */
  state(index: number, now: number): ItemState | undefined {
    const item = this.item(index)
    if (item === undefined) return undefined
    const at = this.time(index)
    return {
      item,
      value: this.value(index),
      quality: this.quality(index, now),
      at: Number.isNaN(at) ? null : at,
    }
  }

  /** Positions that changed since the last call. */
  takeChanges(): readonly number[] {
    const changes = this.#changes
    this.#changes = noChanges
    for (const index of changes) this.#flip(index, flag.changed)
    return changes
  }

  #read(reader: Reader, now: number): void {
    const evidence = DeviceItems.#evidence
    const { index, rules } = reader
    evidence.now = now
    evidence.values = this.#values
    evidence.of = this
    let value: ItemValue | undefined
    for (const rule of rules) {
      evidence.at = now
      evidence.metered = false
      value = rule.evaluate(this.facts, evidence)
      if (value !== undefined) break
    }
    const { at, metered } = evidence
    if (metered && at !== this.time(index)) this.#hear(index, now)
    this.#values.setTime(index, value === undefined ? Number.NaN : at)
    if (metered !== this.#is(index, flag.metered)) this.#flip(index, flag.metered)
    // The same value, measured again after it went stale, is worth more than before.
    const revived = this.#is(index, flag.stale) && !this.#isStale(index, now)
    if (revived) this.#flip(index, flag.stale)
    if (this.#values.set(index, value ?? null) || revived) this.#mark(index)
  }

  #mark(index: number): void {
    if (this.#is(index, flag.changed)) return
    this.#flip(index, flag.changed)
    if (this.#changes !== noChanges) return void this.#changes.push(index)
    this.#changes = [index]
    this.#owner.changed()
  }

  #hear(index: number, now: number): void {
    this.#heard ??= new Array<number>(this.#size).fill(0)
    this.#heard[index] = now
  }

  /** What the value at a position is worth now. */
  quality(index: number, now: number): Quality {
    if (this.value(index) === null) return 'unknown'
    if (!this.facts.station.online) return 'offline'
    return this.#isStale(index, now) ? 'stale' : 'good'
  }

  #isStale(index: number, now: number): boolean {
    if (!this.#is(index, flag.metered)) return false
    if (now - this.time(index) > oldest) return true
    const silent = now - (this.#heard?.[index] ?? 0)
    return silent > shortest && silent > this.#owner.sampleInterval * 3000
  }

  #is(index: number, bit: number): boolean {
    return (((this.#flags[index >> 3] ?? 0) >> ((index & 7) * bitsOfOne)) & bit) !== 0
  }

  #flip(index: number, bit: number): void {
    const flags = this.#flags[index >> 3] ?? 0
    this.#flags[index >> 3] = flags ^ (bit << ((index & 7) * bitsOfOne))
  }
}

const placesKnown = new WeakMap<Readers, KnownPlaces>()

/** Devices with the same readers know the same. */
function placesOf(readers: Readers): KnownPlaces {
  const known = placesKnown.get(readers)
  if (known !== undefined) return known
  const made = new KnownPlaces(readers.descriptor.items.length)
  placesKnown.set(readers, made)
  return made
}
