import * as v from 'valibot'
import type { OperationName } from './operations.ts'
import { described, expected, flag, list, number, object, record, scalar, words } from './shapes.ts'

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
] as const satisfies readonly OperationName[]

/** A `write`. */
export const writeSchema = object({
  to: described(
    words(writeOperations),
    "OCPP 1.6 operation name (translated for 2.x); Authorization = this server's own card policy; Item = only remembered.",
  ),
  with: v.optional(
    described(
      record(v.nullable(scalar)),
      'Operation fields. Text may hold $value, $item.<key>, $transaction.id, $reservation.id, $connectorId, $now, $now+<seconds>s; $$ is a dollar sign. A limit (an OUT item written to SetChargingProfile) that nobody wrote is its maximum.',
    ),
  ),
  map: v.optional(
    described(record(scalar), 'Written value to operation value; text as in `with`.'),
  ),
  ignore: v.optional(
    described(list(scalar), 'Written values that do nothing (release of a push button).'),
  ),
  minInterval: v.optional(
    described(
      v.pipe(number, v.minValue(0, expected('a number of seconds, 0 or more'))),
      's; later writes inside it are coalesced, the last one wins.',
    ),
  ),
  restore: v.optional(
    v.pipe(
      flag,
      v.description('Send the last value again after a reconnect or reboot.'),
      v.metadata({ default: false }),
    ),
  ),
})

/** A `write`. */
export type Write = v.InferOutput<typeof writeSchema>
