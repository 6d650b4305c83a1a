import * as v from 'valibot'
import type { OperationName } from './operations.ts'
import { described, object, record, scalar, words } from './shapes.ts'

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
      'Operation fields. Text may hold $value, $item.<key>, $transaction.id, $reservation.id, $connectorId, $now, $now+<seconds>s; $$ is a dollar sign.',
    ),
  ),
  map: v.optional(
    described(record(scalar), 'Written value to operation value; `*` = anything else.'),
  ),
  ignore: v.optional(
    described(v.array(scalar), 'Written values that do nothing (release of a push button).'),
  ),
  minInterval: v.optional(
    described(
      v.pipe(v.number(), v.finite(), v.minValue(0)),
      's; later writes inside it are coalesced, the last one wins.',
    ),
  ),
  restore: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Send the last value again after a reconnect or reboot.'),
      v.metadata({ default: false }),
    ),
  ),
})

/** A `write`. */
export type Write = v.InferOutput<typeof writeSchema>
