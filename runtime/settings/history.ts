import * as v from 'valibot'

function whole(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

const deadband = 'a number from 0, or "never"'
const never = v.literal('never', deadband)

/** Settings of the history of items. */
export const historySettings = {
  history: v.optional(v.picklist(['on', 'off'], 'on, off'), 'on'),
  historyGap: v.optional(whole(1, 3600), 900),
  historyDays: v.optional(whole(1, 3650), 30),
  historyYears: v.optional(whole(1, 100), 3),
  historySize: v.optional(whole(1, 1_048_576), 4096),
  historyDeadbands: v.optional(
    v.record(
      v.pipe(v.string(), v.nonEmpty('a unit, or the key of an item')),
      v.union([v.pipe(v.number(deadband), v.minValue(0, deadband)), never], deadband),
      'an object of differences by unit or key of an item',
    ),
    {},
  ),
}

/** Help texts of {@link historySettings}. */
export const historyTexts = {
  history: { value: 'on|off', text: 'whether the values of items are recorded over time' },
  historyGap: {
    value: 'S',
    number: true,
    text: 'seconds after which a value that holds is recorded again',
  },
  historyDays: { value: 'DAYS', number: true, text: 'days for which recorded values are kept' },
  historyYears: {
    value: 'YEARS',
    number: true,
    text: 'years for which their hours are kept: least, greatest, mean and last value',
  },
  historySize: {
    value: 'MB',
    number: true,
    text: 'room for recorded values; beyond it the oldest go early',
  },
  historyDeadbands: {
    text: 'by how much a value must differ to be recorded, by unit or key of an item, for example `{ "V": 2, "currentSet": 0, "rfid": "never" }`',
    standard: 'A 0.1, V 1, W 20, kW 0.02, Wh 10, kWh 0.01, Hz 0.05, % 1, Celsius 0.5',
  },
} as const
