/** When something happened, as far as it can be believed. */
export interface Timestamp {
  /** ms since the epoch, never later than the receipt. */
  readonly at: number
  /** The station's time was absent, unreadable, before 2010 or in the future; `at` is the receipt. */
  readonly implausible: boolean
}

/** The time of an event, with what the station said in its place where that could not be right. */
export function eventTime(
  text: unknown,
  receivedAt: number,
  zone: number,
): { readonly at: number; readonly stated?: number } {
  const { at, implausible } = parseTimestamp(text, receivedAt, zone)
  if (!implausible) return { at }
  return { at, stated: (typeof text === 'string' && readTime(text)) || 0 }
}

/**
 * Reads the time of an event; one that cannot be right becomes the time of receipt. Never throws.
 * @param zone minutes east of UTC of a time that does not say its zone
 */
export function parseTimestamp(text: unknown, receivedAt: number, zone = 0): Timestamp {
  const utc = typeof text === 'string' ? readTime(text) : Number.NaN
  const at = zone !== 0 && zoneless.test(String(text)) ? utc - zone * 60_000 : utc
  if (at >= earliest && at <= receivedAt + tolerance) {
    return { at: Math.min(at, receivedAt), implausible: false }
  }
  return { at: receivedAt, implausible: true }
}

/**
 * Reads a time as stations write it: ISO 8601 with `Z`, `+02:00`, `+0000`, `+03` or no zone (then
 * UTC), with a blank for `T`, with a comma for the point, with any number of decimals.
 * @returns ms since the epoch; `NaN` if the text is no time
 */
export function readTime(text: string): number {
  const exact = readExactly(text)
  return Number.isNaN(exact) && text.length <= longest ? readLeniently(text) : exact
}

const zoneless = /:\d\d(?:[.,]\d+)?\s*$/
const earliest = Date.UTC(2010, 0, 1)
/** A station's clock may be this much ahead, ms. */
const tolerance = 300_000
/** No spelling of a time is longer. */
const longest = 64

/** `2026-01-31T12:00:00Z` and `2026-01-31T12:00:00.000Z`, as nearly all stations send it. */
function readExactly(text: string): number {
  const decimals = text.length === 24 && text.charCodeAt(19) === point
  if (!decimals && text.length !== 20) return Number.NaN
  if (
    text.charCodeAt(4) !== dash ||
    text.charCodeAt(7) !== dash ||
    text.charCodeAt(10) !== capitalT ||
    text.charCodeAt(13) !== colon ||
    text.charCodeAt(16) !== colon ||
    text.charCodeAt(text.length - 1) !== capitalZ
  ) {
    return Number.NaN
  }
  const day = dayOf(pair(text, 0) * 100 + pair(text, 2), pair(text, 5), pair(text, 8))
  const ms = decimals ? pair(text, 20) * 10 + digit(text, 22) : 0
  return day + timeOf(pair(text, 11), pair(text, 14), pair(text, 17), ms)
}

const lenient =
  /^\s*(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:[Zz]|([+-])(\d\d?)(?::?(\d\d))?)?\s*$/

function readLeniently(text: string): number {
  const match = lenient.exec(text)
  if (match === null) return Number.NaN
  const part = (index: number) => Number(match[index] ?? 0)
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const local = dayOf(part(1), part(2), part(3)) + timeOf(part(4), part(5), part(6), ms)
  const ahead = timeOf(part(9), part(10), 0, 0)
  return match[8] === '-' ? local + ahead : local - ahead
}

/** ms since the epoch of a day; `NaN` if there is no such day, or before the year 100. */
function dayOf(year: number, month: number, day: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = leap ? 29 : (lengths[month - 1] ?? 0)
  return year >= 100 && day >= 1 && day <= days ? Date.UTC(year, month - 1, day) : Number.NaN
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** ms since midnight; 24:00:00 and a leap second are times, other overflows are `NaN`. */
function timeOf(hour: number, minute: number, second: number, ms: number): number {
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + ms
  const legal = minute <= 59 && second <= 60 && (hour <= 23 || time === 86_400_000)
  return legal ? time : Number.NaN
}

/** Number of two digits; `NaN` if they are none. */
function pair(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1)
}

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48
  return value >= 0 && value <= 9 ? value : Number.NaN
}

const dash = 45
const point = 46
const colon = 58
const capitalT = 84
const capitalZ = 90
