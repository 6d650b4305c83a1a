import * as v from 'valibot'

// The message of each check is what is allowed; the loader puts name, source and finding before it.

/** A whole number of a range. */
export function whole(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

/** A number of seconds of a range. */
export function seconds(minimum: number, maximum: number) {
  const allowed = `a number of seconds from ${minimum} to ${maximum}`
  return v.pipe(v.number(allowed), v.minValue(minimum, allowed), v.maxValue(maximum, allowed))
}

/** Text that is not empty; `allowed` says what is meant. */
export function text(allowed: string) {
  return v.pipe(v.string(allowed), v.trim(), v.nonEmpty(allowed))
}
