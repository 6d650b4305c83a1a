import * as v from 'valibot'
import { contexts, locations, measurands } from '../model/words.ts'
import {
  described,
  exactly,
  expected,
  form,
  integer,
  members,
  number,
  oneOrMore,
  record,
  scalar,
  text,
  words,
} from './shapes.ts'
import { allowed, show } from './wording.ts'
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

const [, ...places] = locations

/** What every source but Const takes beside its own words. */
export const transform = {
  map: v.optional(
    described(record(v.nullable(scalar)), 'Source text to item value; `*` = anything else.'),
  ),
  scale: v.optional(described(number, 'Only for values that carry no unit.')),
  offset: v.optional(number),
  round: v.optional(described(integer(0, 6), 'Decimals.')),
  idle: v.optional(
    described(
      scalar,
      'Value while no transaction runs, or while it waits for the vehicle or the card.',
    ),
  ),
  offline: v.optional(described(scalar, 'Value while the charge point is not connected.')),
}

const readStatus = v.pipe(
  members({
    from: exactly('StatusNotification'),
    field: described(
      oneOrMore(words(statusFields), 'a field'),
      'One field, or several joined by a blank.',
    ),
    ...transform,
  }),
  v.title('Connector status, always in OCPP 1.6 words'),
)
const readMeter = v.pipe(
  members({
    from: exactly('MeterValues'),
    measurand: words(measurands),
    phase: v.optional(
      described(
        oneOrMore(words(phaseWords), 'a phase'),
        'One phase or a list; left out = the sample that carries no phase. L1-N counts as L1.',
      ),
    ),
    reduce: v.optional(words(reducers)),
    above: v.optional(described(number, 'Only phases above this value take part in reduce.')),
    location: v.optional(words(places)),
    context: v.optional(words(contexts)),
    ...transform,
  }),
  v.title("Sampled value, unit converted to the item's unit"),
)
const readTransaction = v.pipe(
  members({ from: exactly('Transaction'), field: words(transactionFields), ...transform }),
  v.title('Running or last transaction'),
)
const readAuthorize = v.pipe(
  members({ from: exactly('Authorize'), field: words(authorizeFields), ...transform }),
  v.title("Card shown and this server's decision"),
)
const readProfile = v.pipe(
  members({ from: exactly('ChargingProfile'), field: words(profileFields), ...transform }),
  v.title('Profile the charge point accepted last'),
)
const readBoot = v.pipe(
  members({ from: exactly('BootNotification'), field: words(bootFields), ...transform }),
  v.title('Station identity'),
)
const readConfiguration = v.pipe(
  members({
    from: exactly('Configuration'),
    key: v.optional(described(text, 'Configuration key (1.6).')),
    variable: v.optional(
      described(form(/^[^/]+\/[^/]+$/, 'Component/Variable'), 'Component/Variable (2.x).'),
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
  members({ from: exactly('Reservation'), field: words(reservationFields), ...transform }),
  v.title('Reservation of this connector'),
)
const readConnection = v.pipe(
  members({ from: exactly('Connection'), field: words(connectionFields), ...transform }),
  v.title('Link to the charge point'),
)
const readItem = v.pipe(
  members({ from: exactly('Item'), key: text, ...transform }),
  v.title('Another item of this file'),
)
const readConst = v.pipe(members({ from: exactly('Const'), value: scalar }), v.title('Fixed value'))

/** The form of a rule for each source. */
export const readOptions = [
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
] as const

/** Sources a `read` may draw from. */
export const readSources = readOptions.map((option) => option.entries.from.literal)

/** One `read` rule. */
export const readSchema = v.variant('from', readOptions, (issue) =>
  issue.path === undefined
    ? expected('a rule with "from"')(issue)
    : `Found ${show(issue.input)}, ${allowed(issue.input, readSources)}`,
)

/** One `read` rule. */
export type Read = v.InferOutput<typeof readSchema>
/** The `read` rule of one source. */
export type ReadOf<F extends Read['from']> = Extract<Read, { from: F }>
