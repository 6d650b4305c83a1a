import * as v from 'valibot'
import type { SettingText } from './setting_text.ts'

const days = 'a whole number of days from 1 to 3650'

/** Settings of the audit log. */
export const auditEntries = {
  auditDays: v.optional(
    v.pipe(v.number(days), v.integer(days), v.minValue(1, days), v.maxValue(3650, days)),
    90,
  ),
}

/** Help texts of these settings. */
export const auditTexts: { readonly [K in keyof typeof auditEntries]: SettingText } = {
  auditDays: {
    value: 'N',
    number: true,
    text: 'days for which it is kept who did what over HTTP; at most 512 MB in any case',
  },
}
