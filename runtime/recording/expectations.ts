import type { ItemValue } from '../model.ts'
import { nearest } from '../nearest.ts'
import { same } from '../plugin/plain.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'

/** Values of items by key, of devices by address; `null` = never seen. */
export type ExpectedItems = Readonly<Record<string, Readonly<Record<string, ItemValue | null>>>>

/** A call of the host: its action, or what its payload must contain at least. */
export type ExpectedCall =
  | string
  | { readonly action: string; readonly payload?: unknown; readonly station?: string }

/** What must come of a replay. */
export interface Expectations {
  /** Values at the end. */
  readonly items?: ExpectedItems
  /** Values at a moment: `12:00:05.5` (time of day, UTC) or `+5.5` (seconds after the first line). */
  readonly at?: Readonly<Record<string, ExpectedItems>>
  /** Calls that are made, in this order; there may be others between. */
  readonly calls?: readonly ExpectedCall[]
  /** Calls that are not made. */
  readonly never?: readonly ExpectedCall[]
  /** How often something was repaired, by name. */
  readonly repairs?: Readonly<Record<string, number>>
  /** Faults of hooks are no failure. */
  readonly faults?: 'allowed'
}

/** What is otherwise than expected, each in words; none when all is well. */
export function failuresOf(timeline: Timeline, expected: Expectations): readonly string[] {
  const { items = {}, at = {}, calls = [], never = [], repairs = {} } = expected
  return [
    ...itemFailures(timeline, items, { at: Number.POSITIVE_INFINITY, when: 'at the end' }),
    ...Object.entries(at).flatMap(([time, table]) => {
      const moment = momentOf(time, timeline)
      if (moment === undefined) {
        return [`The time ${JSON.stringify(time)} is none; write 12:00:05 (UTC) or +5 (seconds)`]
      }
      return itemFailures(timeline, table, { at: moment, when: `at ${time}` })
    }),
    ...callFailures(timeline, calls),
    ...never.flatMap((call) => neverFailures(timeline, call)),
    ...Object.entries(repairs).flatMap(([what, count]) => repairFailure(timeline, what, count)),
    ...(expected.faults === 'allowed' ? [] : faultFailures(timeline)),
  ]
}

/** ms since the epoch of a moment of a timeline, `undefined` when the text is none. */
export function momentOf(text: string, { from }: Pick<Timeline, 'from'>): number | undefined {
  const [, seconds] = /^\+(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (seconds !== undefined) return from + Number(seconds) * 1000
  const [, time] = /^(\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(text) ?? []
  if (time === undefined) return undefined
  const day = new Date(from).toISOString().slice(0, 11)
  const first = Date.parse(`${day}${time}Z`)
  // A recording may go past midnight.
  return first < from - 1000 ? first + 86_400_000 : first
}

type Item = Extract<TimelineEntry, { kind: 'item' }>
type Call = Extract<TimelineEntry, { kind: 'call' }>

function itemFailures(
  { entries, devices }: Timeline,
  table: ExpectedItems,
  { at, when }: { readonly at: number; readonly when: string },
): readonly string[] {
  return Object.entries(table).flatMap(([address, values]) => {
    const device = devices.find((one) => one.address === address)
    if (device === undefined) {
      const known = devices.map((one) => one.address).join(', ') || 'none'
      return [`There is no device ${address}; there is ${known}`]
    }
    const keys = device.items.map(({ key }) => key)
    const history = entries.filter(
      (one): one is Item => one.kind === 'item' && one.address === address,
    )
    return Object.entries(values).flatMap(([key, expected]) => {
      if (!keys.includes(key)) {
        const near = nearest(key, keys)
        const hint =
          near === undefined ? `; items are ${keys.join(', ')}` : `; did you mean ${near}?`
        return [`${address} has no item ${key}${hint}`]
      }
      const own = history.filter((one) => one.key === key)
      const found = own.findLast((one) => one.at <= at)?.value ?? null
      if (found === expected) return []
      const told = `${address} ${key} is ${shown(found)} ${when}, expected ${shown(expected)}`
      return [`${told}${historyText(own)}`]
    })
  })
}

/** Most moments told of one item. */
const mostMoments = 8

function historyText(own: readonly Item[]): string {
  const moments = own
    .filter((one, index) => index === 0 || one.value !== own[index - 1]?.value)
    .map(({ at, value }) => `${shown(value)} at ${clockTime(at)}`)
  if (moments.length === 0) return '; it never had a value'
  const last = moments.slice(-mostMoments)
  return `; it was ${moments.length > last.length ? '..., ' : ''}${last.join(', ')}`
}

function callFailures(timeline: Timeline, expected: readonly ExpectedCall[]): readonly string[] {
  const made = callsOf(timeline)
  let next = 0
  for (const [index, call] of expected.entries()) {
    const found = made.findIndex((one, place) => place >= next && fits(one, call))
    if (found >= 0) {
      next = found + 1
      continue
    }
    const after = index === 0 ? '' : ' after the ones before it'
    return [
      `Call ${index + 1} of ${expected.length}, ${callText(call)}, was not made${after}; ${callList(made)}`,
    ]
  }
  return []
}

function neverFailures(timeline: Timeline, call: ExpectedCall): readonly string[] {
  const found = callsOf(timeline).filter((one) => fits(one, call))
  return found.length === 0
    ? []
    : [`${callText(call)} must not be called, but was: ${found.map(madeText).join('; ')}`]
}

function callsOf({ entries }: Timeline): readonly Call[] {
  return entries.filter((one): one is Call => one.kind === 'call' && !one.issued)
}

function fits({ action, payload, station }: Call, expected: ExpectedCall): boolean {
  if (typeof expected === 'string') return action === expected
  if (action !== expected.action) return false
  if (expected.station !== undefined && station !== expected.station) return false
  return expected.payload === undefined || contains(payload, expected.payload)
}

/** Whether everything expected is there; objects may have more members. */
function contains(found: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(found) &&
      found.length === expected.length &&
      expected.every((one, index) => contains(found[index], one))
    )
  }
  if (typeof expected !== 'object' || expected === null) return same(found, expected)
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(expected).every(([name, value]) =>
    contains(Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined, value),
  )
}

function repairFailure({ entries }: Timeline, what: string, expected: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const one of entries) {
    if (one.kind === 'repair') counts.set(one.what, (counts.get(one.what) ?? 0) + one.count)
  }
  const found = counts.get(what) ?? 0
  if (found === expected) return []
  const all = [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing'
  return [`${what} was repaired ${found} times, expected ${expected}; repaired was ${all}`]
}

function faultFailures({ entries }: Timeline): readonly string[] {
  return entries.flatMap((one) => {
    const { at, station } = one
    if (one.kind === 'fault') {
      return [`The hook ${one.hook} failed for ${station} at ${clockTime(at)}: ${one.message}`]
    }
    const isError = one.kind === 'log' && one.level === 'error'
    return isError ? [`${station} at ${clockTime(at)}: ${one.text}`] : []
  })
}

function callText(call: ExpectedCall): string {
  if (typeof call === 'string') return call
  const { action, payload, station } = call
  const what = payload === undefined ? '' : ` with ${JSON.stringify(payload)}`
  return `${action}${what}${station === undefined ? '' : ` to ${station}`}`
}

function callList(made: readonly Call[]): string {
  if (made.length === 0) return 'no call was made at all'
  return `calls were:\n${made.map((call) => `     ${madeText(call)}`).join('\n')}`
}

function madeText({ at, action, payload }: Call): string {
  return `${clockTime(at)} ${action} ${JSON.stringify(payload)}`
}

function shown(value: unknown): string {
  return value === null ? 'not known' : (JSON.stringify(value) ?? 'absent')
}

function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 23)
}
