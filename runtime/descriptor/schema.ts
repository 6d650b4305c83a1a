import * as v from 'valibot'
import { protocolVersions } from '../dialect/versions.ts'
import { type ItemFile, itemSchema } from './item_schema.ts'
import type { Read } from './read_schema.ts'
import {
  described,
  exactly,
  expected,
  form,
  integer,
  list,
  object,
  someOf,
  text,
  words,
} from './shapes.ts'
import type { ItemType } from './words.ts'

export type { ItemFile } from './item_schema.ts'
export type { Read, ReadOf } from './read_schema.ts'
export type { Write } from './write_schema.ts'

const uri = form(/^[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})+$/, 'a URI')

const matchEntry = v.pipe(
  object({
    vendor: v.optional(text),
    model: v.optional(text),
    firmware: v.optional(described(text, 'Semver range or prefix.')),
    chargePointId: v.optional(text),
  }),
  v.minEntries(1, 'Expected at least one of vendor, model, firmware, chargePointId, found none'),
)

const versions = v.pipe(
  someOf(words(protocolVersions)),
  v.check((list) => new Set(list).size === list.length, 'Each version may be named once only'),
  v.metadata({ uniqueItems: true }),
)

const ocpp = object({
  versions: v.optional(versions),
  port: v.optional(integer(1, 65535)),
  path: v.optional(v.pipe(text, v.metadata({ default: '/{chargePointId}' }))),
  slave: v.optional(v.pipe(text, v.metadata({ default: '{chargePointId}:{connectorId}' }))),
  heartbeatInterval: v.optional(described(integer(0), 's')),
  sampleInterval: v.optional(
    described(integer(0), 's; written to MeterValueSampleInterval / TxUpdatedInterval.'),
  ),
})

const historyEntry = object({
  at: text,
  by: v.optional(text),
  commit: text,
  committedAt: v.optional(text),
})

/** Most items a descriptor may have; the published table has 29. */
export const maxItems = 1000

/** A descriptor file. */
export const descriptorSchema = object({
  $schema: v.optional(
    described(text, 'Path or URL of this schema; gives editors completion and checks.'),
  ),
  ddf: described(exactly(1), 'Version of the descriptor format.'),
  extends: v.optional(
    described(
      text,
      'Relative path of a base descriptor. Items are merged by `key`; `{ "key": "x", "remove": true }` drops one.',
    ),
  ),
  id: v.optional(
    described(
      form(/^0x[0-9A-F]{16}$/, '0x and 16 hexadecimal digits in capitals'),
      'Published 64-bit DDF ID, kept as hex text (it does not fit a JavaScript number). Layout: protocol(8) manufacturer(24) model(16) version(16).',
    ),
  ),
  name: v.pipe(text, v.minLength(1, expected('a name'))),
  manufacturer: v.optional(text),
  type: v.optional(described(text, 'Device type as published, e.g. Wallbox.')),
  protocol: v.optional(described(text, 'As published, e.g. OCPP (DDF).')),
  model: v.optional(integer(0, 65535)),
  version: v.optional(integer(0)),
  minOsVersion: v.optional(text),
  description: v.optional(text),
  notes: v.optional(list(text)),
  documents: v.optional(list(uri)),
  history: v.optional(list(historyEntry)),
  match: v.optional(
    described(
      list(matchEntry),
      'Which charge points use this descriptor (tested against BootNotification). Most keys win; left out = every charge point, [] = none but those that a setting names.',
    ),
  ),
  ocpp: v.optional(ocpp),
  items: v.pipe(
    someOf(itemSchema),
    v.maxLength(maxItems, (issue) => `Expected at most ${maxItems} items, found ${issue.received}`),
  ),
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
