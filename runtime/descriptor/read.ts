import { type Facts, group, type ItemValue, lastSeenOf } from '../model.ts'
import { type Evidence, sourceOf } from './read_source.ts'
import { type Transform, toType, transformOf } from './read_transform.ts'
import type { Descriptor, Item, Read } from './schema.ts'
import { type DescriptorWish, wishOf } from './wish.ts'

/** One rule of a chain, compiled. */
export interface Rule {
  readonly read: Read
  /** The value by this rule, or `undefined`; writes to `evidence` what it rests on. */
  readonly evaluate: (facts: Facts, evidence: Evidence) => ItemValue | undefined
  /** What the transform does, in words, for an explanation. */
  readonly steps: readonly string[]
}

/** The `read` of one item, compiled. */
export interface Reader {
  readonly item: Item
  readonly index: number
  /** Groups of facts it depends on, as bits of `group`. */
  readonly deps: number
  readonly rules: readonly Rule[]
}

/** Readers of a descriptor, in an order in which items that others read come first. */
export interface Readers {
  readonly descriptor: Descriptor
  readonly ordered: readonly Reader[]
  /** Positions in `descriptor.items` by key. */
  readonly indexOf: ReadonlyMap<string, number>
  /** Positions by key, or else by published id, which several may share. */
  readonly named: ReadonlyMap<string, readonly number[]>
  /** What stations are to be asked to send. */
  readonly wish: DescriptorWish
}

/** Compiles all `read` rules of a descriptor into closures; done once per descriptor. */
export function compileReads(descriptor: Descriptor): Readers {
  const indexOf = new Map(descriptor.items.map((item, index) => [item.key, index]))
  const ordered: Reader[] = []
  const done = new Map<string, number>()
  const visit = (item: Item): number => {
    const known = done.get(item.key)
    if (known !== undefined) return known
    done.set(item.key, 0)
    let deps = 0
    for (const read of item.read) {
      deps |= sourceGroups(read)
      const target = read.from === 'Item' ? indexOf.get(read.key) : undefined
      const referred = target === undefined ? undefined : descriptor.items[target]
      if (referred === undefined) continue
      deps |= visit(referred)
      if (referred.read.length === 0) deps |= group.written
    }
    const index = indexOf.get(item.key) ?? 0
    if (item.read.length > 0) {
      ordered.push({
        item,
        index,
        deps,
        rules: item.read.map((r) => compileRule(r, item, indexOf)),
      })
    }
    done.set(item.key, deps)
    return deps
  }
  for (const item of descriptor.items) visit(item)
  return { descriptor, ordered, indexOf, named: namesOf(descriptor), wish: wishOf(descriptor) }
}

function compileRule(read: Read, item: Item, indexOf: ReadonlyMap<string, number>): Rule {
  const source = sourceOf(read, item, indexOf)
  const transform: Transform = transformOf(read, item)
  const offline = literal(read.from === 'Const' ? undefined : read.offline, item)
  const idle = literal(read.from === 'Const' ? undefined : read.idle, item)
  const evaluate = (facts: Facts, evidence: Evidence): ItemValue | undefined => {
    if (offline !== undefined && !facts.station.online) {
      evidence.at = lastSeenOf(facts.station) ?? evidence.now
      return offline.value
    }
    if (idle !== undefined && isIdle(facts)) {
      if (!facts.station.seen) return undefined
      evidence.at = facts.transaction?.stoppedAt ?? lastSeenOf(facts.station) ?? evidence.now
      return idle.value
    }
    const raw = source.get(facts, evidence)
    return raw === undefined ? undefined : transform.apply(raw, source.lead?.(facts))
  }
  return { read, evaluate, steps: [...source.steps, ...transform.steps] }
}

/** No transaction runs, or it waits for the vehicle or for the card. */
function isIdle({ transaction }: Facts): boolean {
  if (transaction?.active !== true) return true
  const { chargingState: state } = transaction
  return state === 'Idle' || state === 'EVConnected'
}

/** What a rule says instead of its source, in the type of the item. */
function literal(value: ItemValue | undefined, item: Item) {
  return value === undefined ? undefined : { value: toType(value, item) }
}

function sourceGroups(read: Read): number {
  if (read.from === 'Const') return 0
  let bits = groupOf[read.from]
  if (read.from === 'Connection') bits = connectionGroups[read.field]
  if (read.from === 'Transaction' && registerFields.has(read.field)) bits |= group.register
  if (read.offline !== undefined) bits |= group.link
  if (read.idle !== undefined) bits |= group.transaction | group.link
  return bits
}

const groupOf: Readonly<Record<Exclude<Read['from'], 'Const'>, number>> = {
  StatusNotification: group.status,
  MeterValues: group.meter,
  Transaction: group.transaction,
  Authorize: group.card,
  ChargingProfile: group.profile,
  BootNotification: group.identity,
  Configuration: group.configuration,
  Reservation: group.reservation,
  Connection: group.link,
  Item: 0,
}

/** Fields of a transaction that its register decides. */
const registerFields: ReadonlySet<string> = new Set(['energy', 'meterStart'])

const connectionGroups = {
  chargePointId: 0,
  connectorId: 0,
  online: group.link,
  quality: group.link | group.quality,
  messages: group.tick,
  lastSeen: group.tick,
  ocppVersion: group.link,
} as const

/** Keys win over ids, since only they are unique. */
function namesOf({ items }: Descriptor): Map<string, readonly number[]> {
  const names = new Map<string, number[]>()
  items.forEach(({ id }, index) => {
    if (id === undefined) return
    const list = names.get(String(id))
    if (list === undefined) names.set(String(id), [index])
    else list.push(index)
  })
  items.forEach(({ key }, index) => {
    names.set(key, [index])
  })
  return names
}
