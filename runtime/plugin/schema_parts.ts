import * as v from 'valibot'
import { nearest } from '../nearest.ts'

// The message of each check is what is allowed; whoever shows it puts place and finding before it.

/** Schemas of the members of `T`: one that is missing, or of another type, does not compile. */
export type EntriesOf<T> = { readonly [K in keyof T]-?: v.GenericSchema<unknown, T[K]> }

/** A whole number. */
export function whole(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

/** A number that JSON has a word for. */
export function amount(minimum: number, maximum: number) {
  const allowed = `a number from ${minimum} to ${maximum}`
  return v.pipe(
    v.number(allowed),
    v.finite(allowed),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

/** A text that is not empty. */
export function words(longest: number) {
  const allowed = `a text of 1 to ${longest} characters`
  return v.pipe(v.string(allowed), v.minLength(1, allowed), v.maxLength(longest, allowed))
}

/** A text that may be empty. */
export function text(longest: number) {
  const allowed = `a text of at most ${longest} characters`
  return v.pipe(v.string(allowed), v.maxLength(longest, allowed))
}

/** One of some words. */
export function oneOf<const T extends readonly string[]>(options: T) {
  return v.picklist(options, ({ received }) => {
    return `one of ${options.join(', ')}${suggestion(unquoted(received), options)}`
  })
}

/** One of some constants. */
export function exactly<const T extends string | number>(...options: readonly T[]) {
  return v.picklist(options, `one of ${options.join(', ')}`)
}

/** True or false. */
export const flag = v.boolean('true or false')

/** A list. */
export function listOf<S extends v.GenericSchema>(item: S, most: number) {
  const allowed = `a list of at most ${most}`
  return v.pipe(v.array(item, allowed), v.maxLength(most, allowed))
}

/** An object whose names are free within `key`. */
export function mapOf<K extends v.GenericSchema<string, string>, S extends v.GenericSchema>(
  key: K,
  value: S,
) {
  const allowed = 'an object of at most 100 members'
  return v.pipe(
    v.record(key, value, allowed),
    v.check((found) => Object.keys(found).length <= 100, allowed),
  )
}

/** An object with these members and no others. */
export function strict<E extends v.ObjectEntries>(entries: E) {
  const names = Object.keys(entries)
  return v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') {
      return `no such member; members are ${names.join(', ')}${suggestion(unquoted(issue.received), names)}`
    }
    if (issue.expected === 'Object') return `an object with ${names.join(', ')}`
    const missing = unquoted(issue.expected ?? '')
    return Object.hasOwn(entries, missing) ? wantedOf(entries[missing]) : ''
  })
}

/** What a member that is missing should be, where its schema says so in a text. */
function wantedOf(schema: object | undefined): string {
  const message: unknown = schema !== undefined && 'message' in schema ? schema.message : undefined
  return typeof message === 'string' ? message : ''
}

type Partials<E extends v.ObjectEntries> = {
  readonly [K in keyof E]: v.ExactOptionalSchema<E[K], undefined>
}

/** An object with some of these members and no others. */
export function some<const E extends v.ObjectEntries>(entries: E) {
  const optional = Object.entries(entries).map(([name, schema]) => [name, v.exactOptional(schema)])
  // Object.fromEntries cannot know which name goes with which schema.
  return strict(Object.fromEntries(optional) as Partials<E>)
}

/** Something wrong in a definition. */
export interface Issue {
  /** For example `traits.setup.chunk`; `''` is the definition itself. */
  readonly path: string
  /** For example `setup.chunk is 0; allowed is a whole number from 1 to 100`. */
  readonly message: string
}

/** What a schema found, in words; at most ten. */
export function issuesOf(found: readonly v.BaseIssue<unknown>[]): readonly Issue[] {
  return found.slice(0, 10).map((issue) => {
    const path = v.getDotPath(issue) ?? ''
    const subject = path === '' ? 'It' : path
    if (issue.expected === 'never')
      return { path, message: `${subject} is unknown: ${issue.message}` }
    if (issue.received === 'undefined') {
      const allowed = issue.message === '' ? '' : `; allowed is ${issue.message}`
      return { path, message: `${subject} is missing${allowed}` }
    }
    return { path, message: `${subject} is ${shown(issue.input)}; allowed is ${issue.message}` }
  })
}

/** `; did you mean "b"?`, or nothing when no word is near. */
export function suggestion(found: string, legal: readonly string[]): string {
  const near = nearest(found, legal)
  return near === undefined || near === found ? '' : `; did you mean "${near}"?`
}

function unquoted(received: string): string {
  return received.replaceAll('"', '')
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return 'an object'
  return (JSON.stringify(value) ?? String(value)).slice(0, 60)
}
