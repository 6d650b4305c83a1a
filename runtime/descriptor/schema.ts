import * as v from 'valibot'
import { protocolVersions } from '../dialect/versions.ts'
import { type ItemFile, itemSchema } from './item_schema.ts'
import type { Read } from './read_schema.ts'
import { described, nonNegativeInteger, object, words } from './shapes.ts'
import type { ItemType } from './words.ts'

export type { ItemFile } from './item_schema.ts'
export type { Read, ReadOf } from './read_schema.ts'
export type { Write } from './write_schema.ts'

const uri = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})+$/),
)

const matchEntry = v.pipe(
  object({
    vendor: v.optional(v.string()),
    model: v.optional(v.string()),
    firmware: v.optional(described(v.string(), 'Semver range or prefix.')),
    chargePointId: v.optional(v.string()),
  }),
  v.minEntries(1),
)

const versions = v.pipe(
  v.array(words(protocolVersions)),
  v.minLength(1),
  v.check((list) => new Set(list).size === list.length, 'Each version may be named once only'),
  v.metadata({ uniqueItems: true }),
)

const ocpp = object({
  versions: v.optional(versions),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
  path: v.optional(v.pipe(v.string(), v.metadata({ default: '/{chargePointId}' }))),
  slave: v.optional(v.pipe(v.string(), v.metadata({ default: '{chargePointId}:{connectorId}' }))),
  heartbeatInterval: v.optional(described(nonNegativeInteger, 's')),
  sampleInterval: v.optional(
    described(nonNegativeInteger, 's; written to MeterValueSampleInterval / TxUpdatedInterval.'),
  ),
})

const historyEntry = object({
  at: v.string(),
  by: v.optional(v.string()),
  commit: v.string(),
  committedAt: v.optional(v.string()),
})

/** A descriptor file. */
export const descriptorSchema = object({
  $schema: v.optional(
    described(v.string(), 'Path or URL of this schema; gives editors completion and checks.'),
  ),
  ddf: described(v.literal(1), 'Version of the descriptor format.'),
  extends: v.optional(
    described(
      v.string(),
      'Relative path of a base descriptor. Items are merged by `key`; `{ "key": "x", "remove": true }` drops one.',
    ),
  ),
  id: v.optional(
    described(
      v.pipe(v.string(), v.regex(/^0x[0-9A-F]{16}$/)),
      'Published 64-bit DDF ID, kept as hex text (it does not fit a JavaScript number). Layout: protocol(8) manufacturer(24) model(16) version(16).',
    ),
  ),
  name: v.pipe(v.string(), v.minLength(1)),
  manufacturer: v.optional(v.string()),
  type: v.optional(described(v.string(), 'Device type as published, e.g. Wallbox.')),
  protocol: v.optional(described(v.string(), 'As published, e.g. OCPP (DDF).')),
  model: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535))),
  version: v.optional(nonNegativeInteger),
  minOsVersion: v.optional(v.string()),
  description: v.optional(v.string()),
  notes: v.optional(v.array(v.string())),
  documents: v.optional(v.array(uri)),
  history: v.optional(v.array(historyEntry)),
  match: v.optional(
    described(
      v.array(matchEntry),
      'Which charge points use this descriptor (tested against BootNotification). First match by number of keys wins; none = default.',
    ),
  ),
  ocpp: v.optional(ocpp),
  items: v.pipe(v.array(itemSchema), v.minLength(1)),
})

/** A descriptor as its file spells it, before `extends` is resolved. */
export type DescriptorFile = v.InferOutput<typeof descriptorSchema>

/** An item of a loaded, valid descriptor: `read` is always a chain, name, direction and type are set. */
export interface Item extends Omit<ItemFile, 'read' | 'remove'> {
  readonly name: string
  readonly direction: 'IN' | 'OUT' | 'INOUT'
  readonly type: ItemType
  readonly read: readonly Read[]
}

/** A loaded, valid descriptor: `extends` is merged in. */
export interface Descriptor extends Omit<DescriptorFile, 'items' | 'extends'> {
  /** File name without `.ddf.json`; the name used by HTTP and settings. */
  readonly slug: string
  /** Slugs of the files it builds on, nearest first. */
  readonly bases: readonly string[]
  readonly items: readonly Item[]
}
