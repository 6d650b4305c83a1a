import * as v from 'valibot'
import type { SettingText } from './schema.ts'

const url = 'a URL such as http://192.168.1.2:8550, without a query'
const bytes = 'a whole number of bytes from 1024 to 4294967296'
const days = 'a number of days from 1 to 3650'

/** Settings of the files that wallboxes upload and download. */
export const fileSettings = {
  publicUrl: v.optional(
    v.pipe(
      v.string(url),
      v.trim(),
      v.check((found) => URL.canParse(found) && /^https?:\/\/[^?#]+$/i.test(found), url),
    ),
  ),
  fileSize: v.optional(
    v.pipe(v.number(bytes), v.integer(bytes), v.minValue(1024, bytes), v.maxValue(2 ** 32, bytes)),
    67_108_864,
  ),
  fileDays: v.optional(v.pipe(v.number(days), v.minValue(1, days), v.maxValue(3650, days)), 30),
}

/** Help texts of {@link fileSettings}. */
export const fileSettingTexts = {
  publicUrl: {
    value: 'URL',
    text: 'how wallboxes reach the OCPP port by HTTP, for files they upload and download',
    standard: 'the address at which the wallbox connected',
  },
  fileSize: { value: 'BYTES', number: true, text: 'largest file of a wallbox' },
  fileDays: { value: 'DAYS', number: true, text: 'days that files of wallboxes are kept' },
} satisfies Record<keyof typeof fileSettings, SettingText>
