import { Buffer } from 'node:buffer'
import { leavesOf } from '../rpc/json_leaves.ts'
import { mostPlaces, Pattern, type Place } from '../rpc/pattern.ts'
import type { MessageShape, Shape } from './shape.ts'

/** Which calls can be recognized by those before them: calls whose payload nobody keeps. */
export interface Recurring {
  /** Members that are text but read as a number, as dotted paths. */
  readonly decimals: readonly string[]
  /** Members that are kept when they are there, by name. */
  readonly kept: readonly string[]
}

/** What recurs, where there is little to say about it. */
export function recurring(options: Partial<Recurring> = {}): Recurring {
  return { decimals: [], kept: [], ...options }
}

/** A call that was understood, to recognize those like it. */
export interface CallPattern {
  /** That of its payload, which matches it, whatever stands at the places. */
  readonly shape: MessageShape
  readonly pattern: Pattern
  /** Of the call that matched last: its payload, and its message id as JSON text. */
  readonly call: { id: string; readonly payload: unknown }
}

/** No text is longer in a call that is worth the effort. */
const longest = 16_384
const longestId = 255

/**
 * Makes a pattern of a call that passed its check: all but the texts and numbers that its shape leaves
 * free stays as it is, and those stay within the limits of the shape.
 * @returns `undefined` when it has something unusual
 */
export function callPattern(
  text: string,
  { shape, decimals, kept }: { readonly shape: MessageShape } & Recurring,
): CallPattern | undefined {
  if (text.length > longest || !plain.test(text)) return undefined
  const leaves = leavesOf(text)
  const message: unknown = JSON.parse(text)
  if (leaves === undefined || !Array.isArray(message)) return undefined
  const call = { id: '', payload: message[3] }
  const places: Place[] = []
  for (const { path, start, end } of leaves) {
    if (path.some((step) => kept.includes(String(step)))) return undefined
    const [part, ...rest] = path
    if (part === 1) {
      if (text[start] !== '"') return undefined
      const put: Put = (id) => {
        call.id = `"${id}"`
      }
      places.push({ ...inQuotes(start, end), kind: 'text', min: 0, max: longestId, put })
    }
    if (part !== 3) continue
    const target = holderOf(message[3], rest)
    const name = rest.at(-1)
    if (target === undefined || name === undefined) continue
    const put = putInto.get(name)?.(target) ?? putAs(target, name)
    const members = rest.filter((step) => typeof step === 'string').join('.')
    const isDecimal = decimals.includes(members)
    const place = placeOf(shapeAt(shape, rest), { start, end, isDecimal, put })
    if (place !== undefined) places.push(place)
  }
  if (places.length > mostPlaces) return undefined
  const pattern = new Pattern(text, places)
  // What has unusual numbers is not even like itself.
  return pattern.match(Buffer.from(text)) ? { shape, pattern, call } : undefined
}

type Put = Place['put']
type Holder = Record<string | number, unknown>

/** One that is written out stores without looking for the member, and so do all of its kind. */
const putInto = new Map<string | number, (target: Holder) => Put>([
  [
    'timestamp',
    (target) => (value) => {
      target.timestamp = value
    },
  ],
  [
    'value',
    (target) => (value) => {
      target.value = value
    },
  ],
])

function putAs(target: Holder, name: string | number): Put {
  return (value) => {
    target[name] = value
  }
}

/** ASCII without escapes and without control characters. */
const plain = /^[ !-[\]-~]+$/

interface Spot {
  readonly start: number
  readonly end: number
  readonly isDecimal: boolean
  readonly put: Put
}

function placeOf(shape: Shape | undefined, { isDecimal, put, ...at }: Spot): Place | undefined {
  if (shape?.kind === 'text') {
    const kind = isDecimal ? 'decimal' : 'text'
    const range = isDecimal ? unbounded : { min: 0, max: Math.min(shape.max, longest) }
    return { ...inQuotes(at.start, at.end), ...range, kind, put }
  }
  if (shape?.kind !== 'integer' && shape?.kind !== 'number') return undefined
  const { kind, min, max, multipleOf } = shape
  return multipleOf === 0 ? { ...at, kind, min, max, put } : undefined
}

const unbounded = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }

function inQuotes(start: number, end: number) {
  return { start: start + 1, end: end - 1 }
}

function shapeAt(shape: Shape, path: readonly (string | number)[]): Shape | undefined {
  let at: Shape | undefined = shape
  for (const step of path) {
    if (at?.kind === 'object') at = at.members.get(String(step))
    else at = at?.kind === 'list' ? at.of : undefined
  }
  return at
}

/** The object or list that a value is in. */
function holderOf(payload: unknown, path: readonly (string | number)[]): Holder | undefined {
  let at: unknown = payload
  for (const step of path.slice(0, -1)) {
    if (!isHolder(at)) return undefined
    at = at[step]
  }
  return isHolder(at) ? at : undefined
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null
}
