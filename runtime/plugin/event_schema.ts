import * as v from 'valibot'
import {
  type CardStatus,
  cardStatuses,
  chargingStates,
  contexts,
  type Identity,
  locations,
  measurands,
  phases,
  type Sample,
  type StationEvent,
  statusWords,
  type VariableFacts,
} from '../model.ts'
import { transactionId } from './command_schema.ts'
import {
  amount,
  type EntriesOf,
  exactly,
  flag,
  listOf,
  mapOf,
  oneOf,
  strict,
  whole,
} from './schema_parts.ts'

type Kind = StationEvent['kind']
type EventOf<K extends Kind> = Extract<StationEvent, { kind: K }>

const connector = whole(0, 255)
/** Wh; a meter that counts for ever counts far. */
const register = amount(-1e15, 1e15)
/** ms since the epoch. */
const at = amount(0, 8.64e15)
/** Length is bounded for the output as a whole. */
const said = v.optional(v.string('a text'))
const cardStatus: v.GenericSchema<unknown, CardStatus> = oneOf(cardStatuses)

const identity: v.GenericSchema<unknown, Identity> = strict({
  chargePointVendor: said,
  chargePointModel: said,
  chargePointSerialNumber: said,
  chargeBoxSerialNumber: said,
  firmwareVersion: said,
  meterType: said,
  meterSerialNumber: said,
  iccid: said,
  imsi: said,
})

const sample = {
  measurand: oneOf(measurands),
  phase: oneOf(phases),
  location: oneOf(locations),
  context: oneOf(contexts),
  value: amount(-1e15, 1e15),
  at,
} satisfies EntriesOf<Sample>
const samples = listOf(strict(sample), 1000)
const past = v.optional(v.literal(true, 'true'))
const order = v.optional(whole(0, Number.MAX_SAFE_INTEGER))
const stated = v.optional(v.number('a number'))
const signed = v.optional(
  listOf(strict({ at, value: v.custom<object>(isObject, 'an object') }), 1000),
)
const chargingState = v.optional(oneOf(chargingStates))

const about: v.GenericSchema<unknown, VariableFacts> = strict({
  dataType: said,
  unit: said,
  min: v.optional(v.number('a number')),
  max: v.optional(v.number('a number')),
  values: said,
  attributes: v.optional(mapOf(v.string('a text'), v.string('a text'))),
})

/** One kind of event each; one that is missing, or of another form, does not compile. */
const events = {
  Booted: strict({ kind: v.literal('Booted'), identity, at }),
  StatusReported: strict({
    kind: v.literal('StatusReported'),
    connector,
    status: oneOf(statusWords),
    errorCode: said,
    vendorErrorCode: said,
    info: said,
    vendorId: said,
    at,
  }),
  ProblemReported: strict({
    kind: v.literal('ProblemReported'),
    connector,
    about: v.string('a text'),
    active: flag,
    errorCode: v.string('a text'),
    info: said,
    at,
  }),
  Metered: strict({
    kind: v.literal('Metered'),
    connector,
    transaction: v.optional(transactionId),
    samples,
    signed,
    past,
  }),
  CardShown: strict({
    kind: v.literal('CardShown'),
    connector: v.optional(connector),
    idTag: v.string('a text'),
    status: cardStatus,
    known: flag,
    at,
  }),
  TransactionStarted: strict({
    kind: v.literal('TransactionStarted'),
    connector,
    id: transactionId,
    idTag: said,
    cardStatus,
    known: flag,
    meterStart: v.optional(register),
    reservation: v.optional(whole(0, 2_147_483_647)),
    numberOfPhasesUsed: v.optional(whole(1, 3)),
    chargingState,
    order,
    past,
    stated,
    at,
  }),
  TransactionUpdated: strict({
    kind: v.literal('TransactionUpdated'),
    id: transactionId,
    connector: v.optional(connector),
    card: v.optional(strict({ idTag: v.string('a text'), status: cardStatus, known: flag })),
    numberOfPhasesUsed: v.optional(whole(1, 3)),
    chargingState,
    order,
    past,
    stated,
    at,
  }),
  TransactionEnded: strict({
    kind: v.literal('TransactionEnded'),
    id: transactionId,
    connector: v.optional(connector),
    idTag: said,
    meterStop: v.optional(register),
    reason: said,
    samples,
    signed,
    order,
    stated,
    at,
  }),
  ConfigurationRead: strict({
    kind: v.literal('ConfigurationRead'),
    values: listOf(
      strict({
        key: v.string('a text'),
        value: said,
        readonly: flag,
        unknown: v.optional(flag),
        of: v.optional(strict({ name: v.string('a text'), connectors: listOf(connector, 64) })),
        about: v.optional(about),
      }),
      1000,
    ),
  }),
  PhasesReported: strict({
    kind: v.literal('PhasesReported'),
    connector,
    phases: exactly(1, 2, 3),
  }),
  ReportReceived: strict({
    kind: v.literal('ReportReceived'),
    request: whole(0, 2_147_483_647),
    last: flag,
  }),
  LocalListRead: strict({ kind: v.literal('LocalListRead'), version: whole(-1, 2 ** 31 - 1), at }),
  ProfileAccepted: strict({
    kind: v.literal('ProfileAccepted'),
    connector,
    limit: amount(0, 10_000_000),
    unit: oneOf(['A', 'W']),
    numberPhases: v.optional(whole(1, 3)),
    at,
  }),
  ReservationMade: strict({
    kind: v.literal('ReservationMade'),
    connector,
    id: whole(0, 2_147_483_647),
    idTag: v.string('a text'),
    parentIdTag: v.optional(v.string('a text')),
    expiry: at,
    at,
  }),
  ReservationEnded: strict({
    kind: v.literal('ReservationEnded'),
    id: whole(0, 2_147_483_647),
    reason: v.optional(v.picklist(['cancelled', 'expired', 'ended'])),
    at,
  }),
  Noticed: strict({
    kind: v.literal('Noticed'),
    action: v.string('a text'),
    payload: v.unknown(),
    at,
  }),
} satisfies { readonly [K in Kind]: v.GenericSchema<unknown, EventOf<K>> }

/** Names of the events. */
export const eventKinds = Object.keys(events).filter(isKind)

/** An event that came from outside. */
export const eventSchema: v.GenericSchema<unknown, StationEvent> = v.variant(
  'kind',
  [
    events.Booted,
    events.StatusReported,
    events.ProblemReported,
    events.Metered,
    events.CardShown,
    events.TransactionStarted,
    events.TransactionUpdated,
    events.TransactionEnded,
    events.ConfigurationRead,
    events.PhasesReported,
    events.ReportReceived,
    events.LocalListRead,
    events.ProfileAccepted,
    events.ReservationMade,
    events.ReservationEnded,
    events.Noticed,
  ],
  `an event, whose kind is one of ${Object.keys(events).join(', ')}`,
)

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(events, name)
}
