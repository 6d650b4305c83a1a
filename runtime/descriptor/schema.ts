import * as v from 'valibot'
import { protocolVersions } from '../dialect/versions.ts'
import { locations, measurands } from '../model.ts'

/** Units an item may have; OCPP units are converted to them. */
export const itemUnits = [
  'V',
  'A',
  'W',
  'kW',
  'Wh',
  'kWh',
  's',
  'min',
  '%',
  'Hz',
  '°C',
  'var',
  'VA',
] as const

/** Phase words a `read` may use; `L1-N` counts as `L1`. */
export const phaseWords = [
  'L1',
  'L2',
  'L3',
  'N',
  'L1-N',
  'L2-N',
  'L3-N',
  'L1-L2',
  'L2-L3',
  'L3-L1',
] as const

const words = <const T extends readonly [string, ...string[]]>(list: T) => v.picklist(list)
const scalar = v.union([v.number(), v.string(), v.boolean()])
const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text))
const nonNegativeInteger = v.pipe(v.number(), v.integer(), v.minValue(0))

const transform = {
  map: v.optional(
    described(
      v.record(v.string(), v.nullable(scalar)),
      'Source text to item value; `*` = anything else.',
    ),
  ),
  scale: v.optional(described(v.number(), 'Only for values that carry no unit.')),
  offset: v.optional(v.number()),
  round: v.optional(
    described(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)), 'Decimals.'),
  ),
  idle: v.optional(described(scalar, 'Value while no transaction runs.')),
  offline: v.optional(described(scalar, 'Value while the charge point is not connected.')),
}

/** Fields of a status report. */
export const statusFields = [
  'status',
  'errorCode',
  'vendorErrorCode',
  'info',
  'vendorId',
  'timestamp',
] as const
/** Fields of a transaction. */
export const transactionFields = [
  'active',
  'id',
  'idTag',
  'energy',
  'meterStart',
  'meterStop',
  'startedAt',
  'stoppedAt',
  'stopReason',
  'numberOfPhasesUsed',
] as const
/** Fields of an authorization. */
export const authorizeFields = ['idTag', 'status', 'authorized', 'unknownIdTag', 'at'] as const
/** Fields of the profile accepted last. */
export const profileFields = ['limit', 'numberPhases', 'status'] as const
/** Fields of a station's identity. */
export const bootFields = [
  'chargePointVendor',
  'chargePointModel',
  'chargePointSerialNumber',
  'chargeBoxSerialNumber',
  'firmwareVersion',
  'meterType',
  'meterSerialNumber',
  'iccid',
  'imsi',
] as const
/** Fields of a reservation. */
export const reservationFields = ['active', 'id', 'idTag', 'expiryDate'] as const
/** Fields of the link to a station. */
export const connectionFields = [
  'chargePointId',
  'connectorId',
  'online',
  'quality',
  'messages',
  'lastSeen',
  'ocppVersion',
] as const

const readStatus = v.strictObject({
  from: v.literal('StatusNotification'),
  field: described(
    v.union([words(statusFields), v.pipe(v.array(words(statusFields)), v.minLength(1))]),
    'One field, or several joined by a blank.',
  ),
  ...transform,
})
const readMeter = v.strictObject({
  from: v.literal('MeterValues'),
  measurand: words(measurands),
  phase: v.optional(
    described(
      v.union([words(phaseWords), v.pipe(v.array(words(phaseWords)), v.minLength(1))]),
      'One phase or a list; left out = the sample that carries no phase. L1-N counts as L1.',
    ),
  ),
  reduce: v.optional(words(['sum', 'mean', 'min', 'max', 'count'])),
  above: v.optional(described(v.number(), 'Only phases above this value take part in reduce.')),
  location: v.optional(v.picklist(locations.filter((l) => l !== ''))),
  context: v.optional(
    words([
      'Interruption.Begin',
      'Interruption.End',
      'Other',
      'Sample.Clock',
      'Sample.Periodic',
      'Transaction.Begin',
      'Transaction.End',
      'Trigger',
    ]),
  ),
  ...transform,
})
const readTransaction = v.strictObject({
  from: v.literal('Transaction'),
  field: words(transactionFields),
  ...transform,
})
const readAuthorize = v.strictObject({
  from: v.literal('Authorize'),
  field: words(authorizeFields),
  ...transform,
})
const readProfile = v.strictObject({
  from: v.literal('ChargingProfile'),
  field: words(profileFields),
  ...transform,
})
const readBoot = v.strictObject({
  from: v.literal('BootNotification'),
  field: words(bootFields),
  ...transform,
})
const readConfiguration = v.strictObject({
  from: v.literal('Configuration'),
  key: v.optional(described(v.string(), 'Configuration key (1.6).')),
  variable: v.optional(
    described(v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/)), 'Component/Variable (2.x).'),
  ),
  ...transform,
})
const readReservation = v.strictObject({
  from: v.literal('Reservation'),
  field: words(reservationFields),
  ...transform,
})
const readConnection = v.strictObject({
  from: v.literal('Connection'),
  field: words(connectionFields),
  ...transform,
})
const readItem = v.strictObject({ from: v.literal('Item'), key: v.string(), ...transform })
const readConst = v.strictObject({ from: v.literal('Const'), value: scalar })

/** One `read` rule. */
export const readSchema = v.variant('from', [
  readStatus,
  readMeter,
  readTransaction,
  readAuthorize,
  readProfile,
  readBoot,
  readConfiguration,
  readReservation,
  readConnection,
  readItem,
  readConst,
])

/** Operations a `write` may name. */
export const writeOperations = [
  'SetChargingProfile',
  'ClearChargingProfile',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ChangeAvailability',
  'ChangeConfiguration',
  'UnlockConnector',
  'Reset',
  'ReserveNow',
  'CancelReservation',
  'TriggerMessage',
  'DataTransfer',
  'Authorization',
  'Item',
] as const

/** A `write`. */
export const writeSchema = v.strictObject({
  to: described(
    words(writeOperations),
    "OCPP 1.6 operation name (translated for 2.x); Authorization = this server's own card policy; Item = only remembered.",
  ),
  with: v.optional(
    described(
      v.record(v.string(), v.nullable(scalar)),
      'Operation fields. Text may hold $value, $item.<key>, $transaction.id, $reservation.id, $connectorId, $now+<seconds>s.',
    ),
  ),
  map: v.optional(described(v.record(v.string(), scalar), 'Written value to operation value.')),
  ignore: v.optional(
    described(v.array(scalar), 'Written values that do nothing (release of a push button).'),
  ),
  minInterval: v.optional(
    described(
      v.pipe(v.number(), v.minValue(0)),
      's; later writes inside it are coalesced, the last one wins.',
    ),
  ),
  restore: v.optional(
    described(v.boolean(), 'Send the last value again after a reconnect or reboot.'),
  ),
})

const itemFields = {
  id: v.optional(
    described(
      nonNegativeInteger,
      'Published item ID. May repeat (the published OCPP GENERAL repeats 9).',
    ),
  ),
  name: v.optional(described(v.string(), 'Published name, verbatim.')),
  description: v.optional(v.string()),
  direction: v.optional(
    described(
      words(['IN', 'OUT', 'INOUT']),
      'Seen from the controller: IN = from the charge point, OUT = to the charge point.',
    ),
  ),
  type: v.optional(words(['boolean', 'integer', 'number', 'string', 'datetime'])),
  unit: v.optional(
    described(
      words(itemUnits),
      'Unit of the item value; OCPP units (W, kW, Wh, kWh, Celsius, K, Percent, ...) are converted to it.',
    ),
  ),
  values: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          value: v.union([v.pipe(v.number(), v.integer()), v.string(), v.boolean()]),
          name: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9]*$/)),
          label: v.optional(v.string()),
        }),
      ),
      v.minLength(1),
    ),
  ),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  multipleOf: v.optional(v.pipe(v.number(), v.gtValue(0))),
  maxLength: v.optional(nonNegativeInteger),
  pattern: v.optional(v.string()),
  category: v.optional(words(['primary', 'config', 'diagnostic'])),
  optional: v.optional(described(v.boolean(), 'The charge point may never deliver it.')),
  deprecated: v.optional(v.boolean()),
  published: v.optional(
    described(
      v.strictObject({ unit: v.optional(v.string()), type: v.optional(v.string()) }),
      'Verbatim cells of the published table where they say more, or otherwise, than unit/type.',
    ),
  ),
  read: v.optional(
    described(
      v.union([readSchema, v.pipe(v.array(readSchema), v.minLength(1))]),
      'Where the value comes from. A list is a fallback chain: the first source that has a value wins.',
    ),
  ),
  write: v.optional(writeSchema),
}

/** One item as a file spells it; an item of an extending file may hold only what differs. */
export const itemSchema = v.strictObject({
  key: described(
    v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]*$/)),
    'Unique in the file; names the typed accessor and the HTTP resource.',
  ),
  ...itemFields,
  remove: v.optional(v.literal(true)),
})

/** A descriptor file. */
export const descriptorSchema = v.strictObject({
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
  documents: v.optional(v.array(v.pipe(v.string(), v.url()))),
  history: v.optional(
    v.array(
      v.strictObject({
        at: v.string(),
        by: v.optional(v.string()),
        commit: v.string(),
        committedAt: v.optional(v.string()),
      }),
    ),
  ),
  match: v.optional(
    described(
      v.array(
        v.strictObject({
          vendor: v.optional(v.string()),
          model: v.optional(v.string()),
          firmware: v.optional(described(v.string(), 'Semver range or prefix.')),
          chargePointId: v.optional(v.string()),
        }),
      ),
      'Which charge points use this descriptor (tested against BootNotification). First match by number of keys wins; none = default.',
    ),
  ),
  ocpp: v.optional(
    v.strictObject({
      versions: v.optional(v.pipe(v.array(words(protocolVersions)), v.minLength(1))),
      port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
      path: v.optional(v.string()),
      slave: v.optional(v.string()),
      heartbeatInterval: v.optional(described(nonNegativeInteger, 's')),
      sampleInterval: v.optional(
        described(
          nonNegativeInteger,
          's; written to MeterValueSampleInterval / TxUpdatedInterval.',
        ),
      ),
    }),
  ),
  items: v.pipe(v.array(itemSchema), v.minLength(1)),
})

/** A descriptor as its file spells it, before `extends` is resolved. */
export type DescriptorFile = v.InferOutput<typeof descriptorSchema>
/** One `read` rule. */
export type Read = v.InferOutput<typeof readSchema>
/** The `read` rule of one source. */
export type ReadOf<F extends Read['from']> = Extract<Read, { from: F }>
/** A `write`. */
export type Write = v.InferOutput<typeof writeSchema>
/** An item as its file spells it. */
export type ItemFile = v.InferOutput<typeof itemSchema>

/** An item of a loaded, valid descriptor: `read` is always a chain, name, direction and type are set. */
export interface Item extends Omit<ItemFile, 'read' | 'remove'> {
  readonly name: string
  readonly direction: 'IN' | 'OUT' | 'INOUT'
  readonly type: 'boolean' | 'integer' | 'number' | 'string' | 'datetime'
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
