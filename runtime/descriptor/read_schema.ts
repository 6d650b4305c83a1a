import * as v from 'valibot'
import { contexts, locations, measurands } from '../model/words.ts'
import { described, number, oneOrMore, record, scalar, words } from './shapes.ts'
import {
  authorizeFields,
  bootFields,
  connectionFields,
  phaseWords,
  profileFields,
  reducers,
  reservationFields,
  statusFields,
  transactionFields,
} from './words.ts'

const transform = {
  map: v.optional(
    described(record(v.nullable(scalar)), 'Source text to item value; `*` = anything else.'),
  ),
  scale: v.optional(described(number, 'Only for values that carry no unit.')),
  offset: v.optional(number),
  round: v.optional(
    described(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)), 'Decimals.'),
  ),
  idle: v.optional(described(scalar, 'Value while no transaction runs.')),
  offline: v.optional(described(scalar, 'Value while the charge point is not connected.')),
}

const readStatus = v.pipe(
  v.strictObject({
    from: v.literal('StatusNotification'),
    field: described(oneOrMore(words(statusFields)), 'One field, or several joined by a blank.'),
    ...transform,
  }),
  v.title('Connector status, always in OCPP 1.6 words'),
)
const readMeter = v.pipe(
  v.strictObject({
    from: v.literal('MeterValues'),
    measurand: words(measurands),
    phase: v.optional(
      described(
        oneOrMore(words(phaseWords)),
        'One phase or a list; left out = the sample that carries no phase. L1-N counts as L1.',
      ),
    ),
    reduce: v.optional(words(reducers)),
    above: v.optional(described(number, 'Only phases above this value take part in reduce.')),
    location: v.optional(v.picklist(locations.filter((word) => word !== ''))),
    context: v.optional(words(contexts)),
    ...transform,
  }),
  v.title("Sampled value, unit converted to the item's unit"),
)
const readTransaction = v.pipe(
  v.strictObject({ from: v.literal('Transaction'), field: words(transactionFields), ...transform }),
  v.title('Running or last transaction'),
)
const readAuthorize = v.pipe(
  v.strictObject({ from: v.literal('Authorize'), field: words(authorizeFields), ...transform }),
  v.title("Card shown and this server's decision"),
)
const readProfile = v.pipe(
  v.strictObject({ from: v.literal('ChargingProfile'), field: words(profileFields), ...transform }),
  v.title('Profile the charge point accepted last'),
)
const readBoot = v.pipe(
  v.strictObject({ from: v.literal('BootNotification'), field: words(bootFields), ...transform }),
  v.title('Station identity'),
)
const readConfiguration = v.pipe(
  v.strictObject({
    from: v.literal('Configuration'),
    key: v.optional(described(v.string(), 'Configuration key (1.6).')),
    variable: v.optional(
      described(v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/)), 'Component/Variable (2.x).'),
    ),
    ...transform,
  }),
  v.check(
    (read) => read.key !== undefined || read.variable !== undefined,
    'Configuration needs "key" (1.6), "variable" (2.x) or both',
  ),
  v.title('Configuration key (1.6) or Component/Variable (2.x)'),
  v.metadata({ anyOf: [{ required: ['key'] }, { required: ['variable'] }] }),
)
const readReservation = v.pipe(
  v.strictObject({ from: v.literal('Reservation'), field: words(reservationFields), ...transform }),
  v.title('Reservation of this connector'),
)
const readConnection = v.pipe(
  v.strictObject({ from: v.literal('Connection'), field: words(connectionFields), ...transform }),
  v.title('Link to the charge point'),
)
const readItem = v.pipe(
  v.strictObject({ from: v.literal('Item'), key: v.string(), ...transform }),
  v.title('Another item of this file'),
)
const readConst = v.pipe(
  v.strictObject({ from: v.literal('Const'), value: scalar }),
  v.title('Fixed value'),
)

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

/** One `read` rule. */
export type Read = v.InferOutput<typeof readSchema>
/** The `read` rule of one source. */
export type ReadOf<F extends Read['from']> = Extract<Read, { from: F }>
/** Words a `read` may draw from. */
export const readSources = readSchema.options.map((option) => option.entries.from.literal)
