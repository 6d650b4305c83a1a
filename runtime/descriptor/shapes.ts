import * as v from 'valibot'

/** Text, a number that JSON can hold, or a boolean. */
export const scalar = v.union([v.pipe(v.number(), v.finite()), v.string(), v.boolean()])

/** A number that JSON can hold. */
export const number = v.pipe(v.number(), v.finite())

/** A whole number, 0 or more. */
export const nonNegativeInteger = v.pipe(v.number(), v.integer(), v.minValue(0))

/** One word of a list. */
export function words<const T extends readonly [string, ...string[]]>(list: T) {
  return v.picklist(list)
}

/** The schema, with a description that the JSON Schema and editors show. */
export function described<S extends v.GenericSchema>(schema: S, text: string) {
  return v.pipe(schema, v.description(text))
}

/** An object with these members and no others; unlike `strictObject` alone it takes no array. */
export function object<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(anyObject, v.strictObject(entries))
}

/** An object with any members of one kind; unlike `record` alone it takes no array. */
export function record<S extends v.GenericSchema>(value: S) {
  return v.pipe(anyObject, v.record(v.string(), value))
}

/** One of something, or a list of at least one. */
export function oneOrMore<S extends v.GenericSchema>(schema: S) {
  return v.union([schema, v.pipe(v.array(schema), v.minLength(1))])
}

const anyObject = v.custom<object>(
  (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
)
