import * as v from 'valibot'

const days = 'a whole number from 1 to 36500'

/** Settings of the record of transactions. */
export const transactionSettings = {
  transactionDays: v.optional(
    v.pipe(v.number(days), v.integer(days), v.minValue(1, days), v.maxValue(36_500, days)),
  ),
}

/** Help texts of {@link transactionSettings}. */
export const transactionTexts = {
  transactionDays: {
    value: 'DAYS',
    number: true,
    text: 'days for which transactions that are over are kept, with their meter values',
    standard: 'for ever',
  },
} as const
