import * as v from 'valibot'
import type { SettingText } from './setting_text.ts'

const originText =
  'origins of pages separated by commas, such as https://example.com or http://10.0.0.5:3000'
const origin = v.pipe(
  v.string(originText),
  v.trim(),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text, originText),
)
const rate = 'a number of requests a second from 1 to 1000000'

/** Settings of who may use the HTTP API, and how much. */
export const httpEntries = {
  httpOrigins: v.optional(
    v.union(
      [
        v.array(origin, originText),
        v.pipe(
          v.string(originText),
          v.transform((list) => (list.trim() === '' ? [] : list.split(','))),
          v.array(origin, originText),
        ),
      ],
      originText,
    ),
    [],
  ),
  httpRate: v.optional(v.pipe(v.number(rate), v.minValue(1, rate), v.maxValue(1e6, rate)), 1000),
}

/** Help texts of these settings. */
export const httpTexts: { readonly [K in keyof typeof httpEntries]: SettingText } = {
  httpOrigins: {
    value: 'LIST',
    text: 'web pages that may use the HTTP API from a browser (CORS), by their exact origins',
    standard: 'none',
  },
  httpRate: {
    value: 'N',
    number: true,
    text: 'requests a second that one address, and one access token, may make in the long run; ten times as many may come at once',
  },
}
