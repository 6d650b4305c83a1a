/** A member of what may be an object. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

/** What may be a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** What may be a text, or another plain value that stands for one. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : undefined
}

/** Whether a value says yes in any of the ways stations do. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1
}

/** The word of an answer; one without a word is taken as a refusal. */
export function statusOf(answer: unknown, name = 'status'): string {
  return text(member(answer, name))?.trim() ?? 'no status'
}
