import * as v from 'valibot'
import { allowed, show } from './wording.ts'

/** Text. */
export const text = v.string(expected('text'))

/** True or false. */
export const flag = v.boolean(expected('true or false'))

/** A number that JSON can hold. */
export const number = v.pipe(
  v.number(expected('a number')),
  v.finite(expected('a number that fits 64 bits')),
)

/** Text, a number that JSON can hold, or a boolean. */
export const scalar = v.union([number, text, flag], expected('text, a number, true or false'))

/** A whole number from `from` to `to`, both included. */
export function integer(from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER) {
  const least = from === Number.MIN_SAFE_INTEGER ? '' : ` from ${from}`
  const most = to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`
  const message = expected(`a whole number${least}${most}`)
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(from, message),
    v.maxValue(to, message),
  )
}

/** Text of a form that `what` describes. */
export function form(pattern: RegExp, what: string) {
  return v.pipe(text, v.regex(pattern, expected(what)))
}

/** One word of a list. */
export function words<const T extends readonly [string, ...string[]]>(list: T) {
  return v.picklist(list, (issue) => `Found ${show(issue.input)}, ${allowed(issue.input, list)}`)
}

/** This value and no other. */
export function exactly<const T extends string | number | boolean>(value: T) {
  return v.literal(value, expected(show(value)))
}

/** The schema, with a description that the JSON Schema and editors show. */
export function described<S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description))
}

/** An object with these members and no others; for `variant`, which tells arrays apart itself. */
export function members<const E extends v.ObjectEntries>(entries: E) {
  const names = Object.keys(entries)
  return v.strictObject(entries, (issue) => {
    const place = issue.path?.at(-1)
    if (place === undefined) return `Expected an object, found ${show(issue.input)}`
    if (issue.expected !== 'never') return `${issue.expected} is missing`
    const odd = Object.keys(Object(place.input)).filter((name) => !names.includes(name))
    const others = odd.slice(1, 10).map((name) => show(name))
    const rest = others.length === 0 ? '' : `; unknown too: ${others.join(', ')}`
    return `Unknown property ${show(issue.input)}, ${allowed(issue.input, names)}${rest}`
  })
}

/** An object with these members and no others. */
export function object<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(anyObject, members(entries))
}

/** An object with any members of one kind, and none that it would inherit. */
export function record<S extends v.GenericSchema>(value: S) {
  return v.pipe(anyObject, v.record(v.string(), value), v.transform(withoutPrototype))
}

/** A list, empty or not. */
export function list<S extends v.GenericSchema>(entry: S) {
  return v.array(entry, expected('a list'))
}

/** A list with something in it. */
export function someOf<S extends v.GenericSchema>(entry: S) {
  const message = expected('a list of at least one')
  return v.pipe(v.array(entry, message), v.minLength(1, message))
}

/** One of something, or a list of at least one. */
export function oneOrMore<S extends v.GenericSchema>(schema: S, what: string) {
  return v.union([schema, someOf(schema)], expected(`${what} or a list of them`))
}

/** Message of a schema: what was expected, and what was found. */
export function expected(what: string) {
  return (issue: v.BaseIssue<unknown>) => `Expected ${what}, found ${show(issue.input)}`
}

// Unlike this, `strictObject` and `record` take an array for an object.
const anyObject = v.custom<object>(
  (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
  (issue) => `Expected an object, found ${show(issue.input)}`,
)

function withoutPrototype<T extends object>(value: T): T {
  return Object.assign(Object.create(null), value)
}
