/** Whether a JSON value is an object. */
export function isObject(x: unknown): x is Record<string, unknown> {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}

/** Whether a text has more than `max` characters; code points count, as in JSON Schema. */
export function longer(text: string, max: number): boolean {
  if (text.length <= max) return false
  // Only characters outside the basic plane take two units, so twice the limit is too long anyway.
  if (text.length > 2 * max) return true
  let count = 0
  for (const _ of text) count++
  return count > max
}
