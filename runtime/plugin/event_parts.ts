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
  type VariableFacts,
} from '../model.ts'
import { amount, type EntriesOf, listOf, mapOf, oneOf, strict, whole } from './schema_parts.ts'

/** A text, whose length is bounded for the output as a whole. */
export const text = v.string('a text')
/** A number that every version can carry. */
export const number32 = whole(0, 2_147_483_647)
/** Number of a connector. */
export const connector = whole(0, 255)
/** Wh; a meter that counts for ever counts far. */
export const register = amount(-1e15, 1e15)
/** ms since the epoch. */
export const at = amount(0, 8.64e15)
/** A text that may be missing. */
export const said = v.optional(text)
/** What a card is worth. */
export const cardStatus: v.GenericSchema<unknown, CardStatus> = oneOf(cardStatuses)

/** Who a station says it is. */
export const identity: v.GenericSchema<unknown, Identity> = strict({
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
/** Samples of a meter. */
export const samples = listOf(strict(sample), 1000)
/** Whether it is told later than it happened. */
export const past = v.optional(v.literal(true, 'true'))
/** Number of a message. */
export const order = v.optional(whole(0, Number.MAX_SAFE_INTEGER))
/** The time as a station states it. */
export const stated = v.optional(v.number('a number'))
/** Readings with the signature of the meter. */
export const signed = v.optional(
  listOf(strict({ at, value: v.custom<object>(isObject, 'an object') }), 1000),
)
/** State of charging. */
export const chargingState = v.optional(oneOf(chargingStates))

/** What is known of a variable besides its value. */
export const about: v.GenericSchema<unknown, VariableFacts> = strict({
  dataType: said,
  unit: said,
  min: v.optional(v.number('a number')),
  max: v.optional(v.number('a number')),
  values: said,
  attributes: v.optional(mapOf(text, text)),
})

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
