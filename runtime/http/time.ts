const farthest = 8.64e15

/** Milliseconds since the epoch as ISO 8601 UTC; `null` when there is no such time. */
export function isoTime(ms: number | null | undefined): string | null {
  if (ms === null || ms === undefined || !(Math.abs(ms) <= farthest)) return null
  return new Date(ms).toISOString()
}
