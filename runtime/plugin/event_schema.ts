import * as v from 'valibot'
import { type StationEvent, statusWords } from '../model.ts'
import { transactionId } from './command_schema.ts'
import {
  about,
  at,
  cardStatus,
  chargingState,
  connector,
  identity,
  number32,
  order,
  past,
  register,
  said,
  samples,
  signed,
  stated,
  text,
} from './event_parts.ts'
import { amount, exactly, flag, listOf, oneOf, strict, whole } from './schema_parts.ts'

type Kind = StationEvent['kind']
type EventOf<K extends Kind> = Extract<StationEvent, { kind: K }>

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
    about: text,
    active: flag,
    errorCode: text,
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
    idTag: text,
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
    reservation: v.optional(number32),
    numberOfPhasesUsed: v.optional(whole(1, 3)),
    chargingState,
    operationMode: said,
    order,
    past,
    stated,
    at,
  }),
  TransactionUpdated: strict({
    kind: v.literal('TransactionUpdated'),
    id: transactionId,
    connector: v.optional(connector),
    card: v.optional(strict({ idTag: text, status: cardStatus, known: flag })),
    numberOfPhasesUsed: v.optional(whole(1, 3)),
    chargingState,
    operationMode: said,
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
        key: text,
        value: said,
        readonly: flag,
        unknown: v.optional(flag),
        of: v.optional(strict({ name: text, connectors: listOf(connector, 64) })),
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
  ReportReceived: strict({ kind: v.literal('ReportReceived'), request: number32, last: flag }),
  StartAsked: strict({ kind: v.literal('StartAsked'), connector, idTag: text, accepted: flag, at }),
  LocalListRead: strict({
    kind: v.literal('LocalListRead'),
    version: whole(-1, 2_147_483_647),
    at,
  }),
  ProfileAccepted: strict({
    kind: v.literal('ProfileAccepted'),
    connector,
    limit: amount(0, 10_000_000),
    unit: oneOf(['A', 'W']),
    numberPhases: v.optional(whole(1, 3)),
    phaseToUse: v.optional(whole(1, 3)),
    at,
  }),
  LimitReported: strict({
    kind: v.literal('LimitReported'),
    connector,
    source: text,
    active: flag,
    limit: v.optional(amount(0, 10_000_000)),
    unit: v.optional(oneOf(['A', 'W'])),
    numberPhases: v.optional(whole(1, 3)),
    at,
  }),
  ReservationMade: strict({
    kind: v.literal('ReservationMade'),
    connector,
    id: number32,
    idTag: text,
    parentIdTag: v.optional(text),
    expiry: at,
    at,
  }),
  ReservationEnded: strict({
    kind: v.literal('ReservationEnded'),
    id: number32,
    reason: v.optional(v.picklist(['cancelled', 'expired', 'ended'])),
    at,
  }),
  Noticed: strict({
    kind: v.literal('Noticed'),
    action: text,
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
    events.StartAsked,
    events.LocalListRead,
    events.ProfileAccepted,
    events.LimitReported,
    events.ReservationMade,
    events.ReservationEnded,
    events.Noticed,
  ],
  `an event, whose kind is one of ${Object.keys(events).join(', ')}`,
)

function isKind(name: string): name is Kind {
  return Object.hasOwn(events, name)
}
