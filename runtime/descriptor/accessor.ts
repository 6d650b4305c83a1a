import type { ItemValue, Quality } from '../model.ts'

/** What an item reads as: the value, how far to trust it, and since when it is known. */
export interface Reading<T extends ItemValue = ItemValue> {
  /** `null` when never seen. */
  readonly value: T | null
  readonly quality: Quality
  /** ISO 8601 UTC, `null` when never seen. */
  readonly at: string | null
}

/** What became of a write. */
export interface Receipt {
  readonly accepted: true
  readonly value: ItemValue
  /** The OCPP calls made for it, in order, with the station's words; empty when it is sent later. */
  readonly calls: readonly { readonly action: string; readonly status: string }[]
  /** Set when it is kept for later, and why. */
  readonly kept?: 'minInterval' | 'offline' | undefined
}

/** Reads and writes the items of one device, in process or over HTTP; generated accessors use it. */
export interface ItemIo {
  read(key: string): Promise<Reading>
  write(key: string, value: ItemValue): Promise<Receipt>
}

/** An item that can be read. */
export interface ReadableItem<T extends ItemValue> {
  /** The value alone; `null` when never seen. */
  get(): Promise<T | null>
  /** The value with quality and time. */
  read(): Promise<Reading<T>>
}

/** An item that can be written. */
export interface WritableItem<T extends ItemValue> {
  /** Writes the item; rejects when the value is not allowed, the station refuses or does not answer. */
  set(value: T): Promise<Receipt>
}
