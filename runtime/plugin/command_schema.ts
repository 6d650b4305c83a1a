import * as v from 'valibot'
import type { Command, CommandKind, CommandOf } from '../model.ts'
import { amount, flag, listOf, oneOf, strict, text, whole, words } from './schema_parts.ts'

const connector = whole(0, 255)
const id = whole(1, 2_147_483_647)
const card = words(36)
/** ms since the epoch. */
const time = amount(0, 8.64e15)

/** A transaction id: a number in OCPP 1.6, a text later. */
export const transactionId = v.union([id, words(36)], 'a transaction id')

/** One kind of command each; one that is missing, or of another form, does not compile. */
const commands = {
  SetChargingProfile: strict({
    kind: v.literal('SetChargingProfile'),
    connector,
    id,
    limit: amount(0, 10_000_000),
    unit: oneOf(['A', 'W']),
    purpose: oneOf(['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile']),
    profileKind: oneOf(['Absolute', 'Relative']),
    stackLevel: whole(0, 1000),
    numberPhases: v.optional(whole(1, 3)),
    phaseToUse: v.optional(whole(1, 3)),
    transaction: v.optional(transactionId),
    start: time,
  }),
  GetCompositeSchedule: strict({
    kind: v.literal('GetCompositeSchedule'),
    connector,
    duration: whole(1, 86_400_000),
    unit: v.optional(oneOf(['A', 'W'])),
  }),
  ClearChargingProfile: strict({
    kind: v.literal('ClearChargingProfile'),
    connector,
    purpose: v.optional(words(50)),
  }),
  RemoteStartTransaction: strict({
    kind: v.literal('RemoteStartTransaction'),
    connector,
    idTag: card,
  }),
  RemoteStopTransaction: strict({
    kind: v.literal('RemoteStopTransaction'),
    transaction: transactionId,
  }),
  ChangeAvailability: strict({
    kind: v.literal('ChangeAvailability'),
    connector,
    operative: flag,
  }),
  ChangeConfiguration: strict({
    kind: v.literal('ChangeConfiguration'),
    key: words(200),
    value: text(2500),
  }),
  GetConfiguration: strict({
    kind: v.literal('GetConfiguration'),
    keys: listOf(words(200), 500),
  }),
  UnlockConnector: strict({ kind: v.literal('UnlockConnector'), connector }),
  Reset: strict({ kind: v.literal('Reset'), hard: flag }),
  ReserveNow: strict({
    kind: v.literal('ReserveNow'),
    connector,
    id: whole(0, 2_147_483_647),
    idTag: card,
    parentIdTag: v.optional(card),
    expiry: time,
  }),
  CancelReservation: strict({
    kind: v.literal('CancelReservation'),
    id: whole(0, 2_147_483_647),
  }),
  TriggerMessage: strict({
    kind: v.literal('TriggerMessage'),
    message: words(50),
    connector: v.optional(connector),
  }),
  DataTransfer: strict({
    kind: v.literal('DataTransfer'),
    vendorId: words(255),
    messageId: v.optional(text(50)),
    data: v.optional(text(32_768)),
  }),
  GetLocalListVersion: strict({ kind: v.literal('GetLocalListVersion') }),
  SendLocalList: strict({
    kind: v.literal('SendLocalList'),
    version: id,
    full: flag,
    cards: listOf(
      strict({
        idTag: card,
        info: v.optional(
          strict({
            status: oneOf(['Accepted', 'Blocked', 'Expired', 'Invalid']),
            expiry: v.optional(time),
            parentIdTag: v.optional(card),
          }),
        ),
      }),
      10_000,
    ),
  }),
} satisfies { readonly [K in CommandKind]: v.GenericSchema<unknown, CommandOf<K>> }

/** Names of the commands. */
export const commandKinds = Object.keys(commands).filter(isKind)

/** A command that came from outside. */
export const commandSchema: v.GenericSchema<unknown, Command> = v.variant(
  'kind',
  [
    commands.SetChargingProfile,
    commands.GetCompositeSchedule,
    commands.ClearChargingProfile,
    commands.RemoteStartTransaction,
    commands.RemoteStopTransaction,
    commands.ChangeAvailability,
    commands.ChangeConfiguration,
    commands.GetConfiguration,
    commands.UnlockConnector,
    commands.Reset,
    commands.ReserveNow,
    commands.CancelReservation,
    commands.TriggerMessage,
    commands.DataTransfer,
    commands.GetLocalListVersion,
    commands.SendLocalList,
  ],
  `a command, whose kind is one of ${Object.keys(commands).join(', ')}`,
)

function isKind(name: string): name is CommandKind {
  return Object.hasOwn(commands, name)
}
