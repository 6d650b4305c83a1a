import type { Item } from '../../../runtime/descriptor/schema.ts'
import { History } from '../../../runtime/history/history.ts'
import type { ItemValue, Quality } from '../../../runtime/model.ts'
import type { HistoryChange } from '../../../runtime/storage/history.ts'
import { MemoryHistory } from '../../../runtime/storage/memory/history.ts'
import { ManualClock } from '../../support/manual_clock.ts'

/** An hour, ms. */
export const hour = 3_600_000
/** When these tests begin: a full hour. */
export const start = Date.UTC(2026, 2, 1)

/** What a past is made with. */
export interface PastOptions {
  readonly deadband?: number
  readonly days?: { readonly points: number; readonly rollups: number }
  /** Most series. */
  readonly series?: number
}

/** A history in memory, with the time in the hands of the test. */
export class Past {
  clock = new ManualClock(start)
  readonly stored = new MemoryHistory()
  successes = 0
  readonly failures: unknown[] = []
  readonly commits: (readonly HistoryChange[])[] = []
  /** Whether the store fails. */
  failing = false
  /** Whether the item is still there. */
  exists = true
  /** Devices whose stations are forgotten. */
  readonly forgotten = new Set<string>()
  history: History
  readonly #options: PastOptions
  readonly #numbers = new Map<string, number>()
  readonly #item: Item = {
    key: 'power',
    name: 'Power',
    direction: 'IN',
    type: 'number',
    unit: 'kW',
    read: [{ from: 'MeterValues', measurand: 'Power.Active.Import' }],
  }

  private constructor(history: History | undefined, options: PastOptions) {
    this.#options = options
    // Given by `open`, before anybody sees it.
    this.history = history as History
  }

  static async open(options: PastOptions = {}): Promise<Past> {
    const past = new Past(undefined, options)
    await past.#open()
    return past
  }

  /** Ends it without a word, and goes on with what is stored after `ms`. */
  async kill(ms: number): Promise<void> {
    this.clock = new ManualClock(this.clock.now() + ms)
    await this.#open()
  }

  async #open(): Promise<void> {
    const { deadband = 0, days = { points: 30, rollups: 1000 }, series } = this.#options
    this.history = await History.open({
      clock: this.clock,
      store: {
        history: this.stored,
        durable: true,
        commit: async (changes) => {
          if (this.failing) throw new Error('The disk is full')
          this.commits.push(changes)
          for (const change of changes) this.stored.apply(change)
        },
      },
      deadbands: { kW: deadband },
      gap: 900_000,
      days,
      bytes: 1e9,
      series,
      exists: (address) => this.exists && !this.forgotten.has(address),
      isKnown: (address) => !this.forgotten.has(address),
      onFailure: (error) => this.failures.push(error),
      onSuccess: () => this.successes++,
    })
  }

  /** The item has a value now. */
  set(value: ItemValue | null, quality: Quality = 'good', item: Partial<Item> = {}): void {
    this.setOf(this.name.address, value, { quality, item })
  }

  /** The item of a device has a value now. */
  setOf(
    address: string,
    value: ItemValue | null,
    { quality = 'good', item = {} }: { quality?: Quality; item?: Partial<Item> } = {},
  ): void {
    const changed = this.item(item)
    const time = () => this.clock.now()
    const items = { item: () => changed, value: () => value, quality: () => quality, time }
    const number = this.#numbers.get(address) ?? this.#numbers.size + 1
    this.#numbers.set(address, number)
    this.history.take({ address, number, items }, [0])
  }

  /** Lets time pass, and what is to be stored be stored. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms)
    await new Promise(setImmediate)
  }

  /** All points, as time since the start and value. */
  async points(from = start, to = this.clock.now()): Promise<[number, ItemValue | null][]> {
    return await this.pointsOf(this.name.address, from, to)
  }

  /** All points of a device. */
  async pointsOf(
    address: string,
    from = start,
    to = this.clock.now(),
  ): Promise<[number, ItemValue | null][]> {
    const of = { ...this.name, address }
    const { list } = await this.history.points(of, { from, to, limit: 100_000 })
    return list.map(({ at, value }) => [at - start, value])
  }

  /** Values of steps. */
  async means(length: number, from = start, to = this.clock.now()): Promise<(ItemValue | null)[]> {
    const range = { from, to, length, mean: true, limit: 100_000 }
    return (await this.history.steps(this.name, range)).list.map(({ value }) => value)
  }

  readonly name = { address: 'CP1:1', key: 'power' }

  #items = new Map<string, Item>()

  /** The same item each time, as a descriptor has it. */
  item(parts: Partial<Item>): Item {
    const key = JSON.stringify(parts)
    let item = this.#items.get(key)
    if (item === undefined) {
      item = { ...this.#item, ...parts }
      this.#items.set(key, item)
    }
    return item
  }
}
