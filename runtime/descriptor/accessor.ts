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
  readonly kept?: 'minInterval' | 'offline' | 'transaction' | undefined
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

/** What a generated accessor knows of an item. */
export interface ItemInfo {
  readonly key: string
  readonly type: 'boolean' | 'integer' | 'number' | 'string' | 'datetime'
  readonly values?: readonly { readonly value: ItemValue }[]
}

/**
 * An item that can be read through `io`. Reading rejects with a TypeError when the value is not of
 * the declared type: the device then uses another descriptor than the accessor was generated from.
 */
export function readableItem<T extends ItemValue>(io: ItemIo, info: ItemInfo): ReadableItem<T> {
  const read = async (): Promise<Reading<T>> => {
    const { value, quality, at } = await io.read(info.key)
    if (value === null) return { value, quality, at }
    if (fits<T>(value, info)) return { value, quality, at }
    throw new TypeError(
      `Cannot read ${info.key}: ${JSON.stringify(value)} is no value of it; generate the accessor again`,
    )
  }
  return { read, get: async () => (await read()).value }
}

/** An item that can be written through `io`. */
export function writableItem<T extends ItemValue>(io: ItemIo, info: ItemInfo): WritableItem<T> {
  return { set: (value) => io.write(info.key, value) }
}

function fits<T extends ItemValue>(value: ItemValue, { type, values }: ItemInfo): value is T {
  if (values !== undefined) return values.some((one) => one.value === value)
  const expected = type === 'integer' ? 'number' : type === 'datetime' ? 'string' : type
  return typeof value === expected
}
