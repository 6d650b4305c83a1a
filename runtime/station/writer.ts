import type { Clock, Timer } from '../clock.ts'
import { checkValue } from '../descriptor/check_value.ts'
import type { Item, Write } from '../descriptor/schema.ts'
import { planWrite } from '../descriptor/write.ts'
import type { CallRecord, ItemValue } from '../model.ts'
import type { Applied } from './applied.ts'
import { type Wish, wishOf } from './control.ts'
import type { Device } from './device.ts'

/** What became of a write. */
export type WriteResult =
  | { readonly kind: 'done'; readonly value: ItemValue; readonly calls: readonly CallRecord[] }
  | {
      readonly kind: 'kept'
      readonly value: ItemValue
      readonly calls: readonly CallRecord[]
      readonly why: 'minInterval' | 'offline' | 'transaction'
      /** ms since the epoch when it is sent, when that is known. */
      readonly sendAt?: number | undefined
    }
  | { readonly kind: 'readonly' }
  | { readonly kind: 'not-allowed'; readonly detail: string; readonly allowed?: unknown }
  /** Nothing was sent, for what it needs is not there now. */
  | { readonly kind: 'impossible'; readonly detail: string }
  | Extract<Applied, { kind: 'refused' | 'offline' | 'timeout' }>

/** What a writer needs. */
export interface WriterDeps {
  readonly clock: Clock
  readonly isOnline: boolean
  /** Carries out a wish on the station. */
  apply(wish: Wish): Promise<Applied>
  newId(): number
  /** A write that was sent later failed. */
  onLate(device: Device, item: Item, result: WriteResult): void
  /** Something was written, or is to be sent later. */
  onWritten(): void
  /** The card policy of the station was written by this item. */
  onPolicy(key: string, value: ItemValue): void
}

interface Slot {
  /** ms since the epoch of the last time it was sent. */
  sentAt: number
  timer: Timer | undefined
  /** Value still to be sent. */
  pending: ItemValue | undefined
  /** Value to be sent again after a reconnect. */
  restore: ItemValue | undefined
}

/** Writes the items of one device: checks, coalesces, keeps for later, sends. */
export class Writer {
  readonly #deps: WriterDeps
  readonly #device: Device
  readonly #slots = new Map<string, Slot>()

  constructor(device: Device, deps: WriterDeps) {
    this.#device = device
    this.#deps = deps
  }

  /** Writes one item, by its position in the descriptor. */
  async write(index: number, input: unknown): Promise<WriteResult> {
    const item = this.#device.choice.readers.descriptor.items[index]
    if (item?.write === undefined || item.direction === 'IN') return { kind: 'readonly' }
    const checked = checkValue(item, input)
    if (!checked.ok) return { kind: 'not-allowed', ...without(checked) }
    const { value } = checked
    const { write } = item
    if (write.ignore?.includes(value) === true) return { kind: 'done', value, calls: [] }
    const slot = this.#slot(item.key)
    if (isLocal(write)) return this.#send(item, write, value)
    if (!this.#deps.isOnline) {
      if (write.restore !== true) return { kind: 'offline' }
      slot.restore = value
      this.#remember(index, value)
      return { kind: 'kept', value, calls: [], why: 'offline' }
    }
    const sendAt = slot.sentAt + (write.minInterval ?? 0) * 1000
    if (sendAt > this.#deps.clock.now()) return this.#later(item, { write, value, sendAt })
    return this.#send(item, write, value)
  }

  /** What is sent when the station is back, by key. */
  get kept(): ReadonlyMap<string, ItemValue> {
    const kept = [...this.#slots].flatMap(([key, { restore }]) =>
      restore === undefined ? [] : [[key, restore] as const],
    )
    return new Map(kept)
  }

  /** Has a value sent when the station is back. */
  keep(key: string, value: ItemValue): void {
    this.#slot(key).restore = value
  }

  /** Sends the values of `restore` items again; called when the station is back. */
  async restore(): Promise<void> {
    for (const [key, slot] of this.#slots) {
      const value = slot.restore
      slot.restore = undefined
      if (value !== undefined) await this.#sendLate(key, value, { restored: true })
    }
  }

  /** Forgets what waits to be sent; the connection is gone. What `restore` keeps stays. */
  disconnected(): void {
    for (const [key, slot] of this.#slots) {
      const { pending } = slot
      slot.timer?.cancel()
      slot.timer = undefined
      slot.pending = undefined
      const item = this.#item(key)
      if (pending === undefined || item === undefined || slot.restore !== undefined) continue
      this.#deps.onLate(this.#device, item, { kind: 'offline' })
    }
  }

  /** Shows a value that another connector of the station wrote for all of them. */
  share(key: string, value: ItemValue): void {
    const index = this.#device.choice.readers.indexOf.get(key)
    if (index !== undefined && this.#item(key)?.write !== undefined) this.#remember(index, value)
  }

  /** Sends a value later than it was written, if the descriptor of now still allows it. */
  async #sendLate(
    key: string,
    value: ItemValue,
    { restored }: { readonly restored: boolean },
  ): Promise<void> {
    const item = this.#item(key)
    if (item?.write === undefined || (restored && item.write.restore !== true)) return
    const checked = checkValue(item, value)
    const result: WriteResult = checked.ok
      ? await this.#send(item, item.write, checked.value)
      : { kind: 'not-allowed', ...without(checked) }
    if (result.kind !== 'done') this.#deps.onLate(this.#device, item, result)
  }

  #item(key: string): Item | undefined {
    const { readers } = this.#device.choice
    return readers.descriptor.items[readers.indexOf.get(key) ?? -1]
  }

  /** A limit that nobody wrote is the highest that the descriptor allows. */
  #unlimited(key: string): ItemValue | null {
    const item = this.#item(key)
    const isLimit = item?.direction === 'OUT' && item.write?.to === 'SetChargingProfile'
    return isLimit ? (item.maximum ?? null) : null
  }

  #later(
    item: Item,
    { write, value, sendAt }: { write: Write; value: ItemValue; sendAt: number },
  ): WriteResult {
    const slot = this.#slot(item.key)
    slot.pending = value
    if (write.restore === true) slot.restore = value
    this.#deps.onWritten()
    slot.timer ??= this.#deps.clock.after(sendAt - this.#deps.clock.now(), () => {
      slot.timer = undefined
      const { pending } = slot
      slot.pending = undefined
      if (pending !== undefined) void this.#sendLate(item.key, pending, { restored: false })
    })
    return { kind: 'kept', value, calls: [], why: 'minInterval', sendAt }
  }

  async #send(item: Item, write: Write, value: ItemValue): Promise<WriteResult> {
    const { clock } = this.#deps
    const device = this.#device
    const plan = planWrite(item, write, {
      value,
      context: {
        facts: device.facts,
        now: clock.now(),
        item: (key) => device.value(key) ?? this.#unlimited(key),
      },
    })
    if (plan.kind === 'ignored') return { kind: 'done', value, calls: [] }
    if (plan.kind === 'unresolved') return { kind: 'impossible', detail: plan.detail }
    const wish = wishOf(plan.operation, {
      facts: device.facts,
      written: { key: item.key, value },
      itemUnit: item.unit,
      newId: () => this.#deps.newId(),
    })
    if (wish.kind === 'Impossible') return { kind: 'impossible', detail: wish.detail }
    const slot = this.#slot(item.key)
    const before = { restore: slot.restore, sentAt: slot.sentAt }
    slot.sentAt = clock.now()
    if (write.restore === true) slot.restore = value
    this.#deps.onWritten()
    const applied = await this.#deps.apply(wish)
    if (applied.kind === 'done' || applied.kind === 'kept') {
      const index = device.choice.readers.indexOf.get(item.key)
      if (index !== undefined && item.direction === 'OUT') this.#remember(index, value)
      if (write.to === 'Authorization') this.#deps.onPolicy(item.key, value)
      const { calls } = applied
      if (applied.kind === 'done') return { kind: 'done', value, calls }
      const { sendAt } = applied
      return { kind: 'kept', value, calls, why: sendAt ? 'minInterval' : 'transaction', sendAt }
    }
    if (applied.kind !== 'refused') return applied
    // A refused value is not sent again, and a better one may follow at once; one that got no answer
    // may have been taken.
    if (slot.restore === value) slot.restore = before.restore
    this.#deps.onWritten()
    slot.sentAt = before.sentAt
    if (applied.calls.length > 0) return applied
    return { kind: 'impossible', detail: applied.detail ?? applied.status }
  }

  #remember(index: number, value: ItemValue): void {
    this.#device.items.remember(index, { value, at: this.#deps.clock.now() })
    this.#deps.onWritten()
  }

  #slot(key: string): Slot {
    const known = this.#slots.get(key)
    if (known !== undefined) return known
    const slot: Slot = { sentAt: 0, timer: undefined, pending: undefined, restore: undefined }
    this.#slots.set(key, slot)
    return slot
  }
}

/** The host does these by itself, whether the station is there or not. */
function isLocal(write: Write): boolean {
  return write.to === 'Authorization' || write.to === 'Item'
}

function without(checked: { detail: string; allowed: unknown }) {
  return { detail: checked.detail, allowed: checked.allowed }
}
