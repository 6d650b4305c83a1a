import { nearest } from '../nearest.ts'

/** A value as a message shows it: JSON, cut off after 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  // JSON has no word for them, but a number such as 1e999 is read as one.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    return 'a number too large'
  }
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** What is allowed, and the nearest of it: `allowed: a, b; did you mean "b"?`. */
export function allowed(found: unknown, legal: readonly string[]): string {
  const list = legal.length === 0 ? 'none' : legal.slice(0, 40).join(', ')
  const more = legal.length > 40 ? `, and ${legal.length - 40} more` : ''
  return `allowed: ${list}${more}${suggestion(found, legal)}`
}

/** `; did you mean "b"?`, or nothing when no word is near. */
export function suggestion(found: unknown, legal: readonly string[]): string {
  if (typeof found !== 'string' || legal.includes(found)) return ''
  const near = nearest(found, legal.slice(0, 1000))
  // Any two letters are one replacement apart.
  const unlike =
    near?.length === 1 && found.length === 1 && near.toLowerCase() !== found.toLowerCase()
  return near === undefined || unlike ? '' : `; did you mean "${near}"?`
}
