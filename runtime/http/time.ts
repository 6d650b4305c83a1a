const farthest = 8.64e15

// What one frame changed has one time.
let last = { ms: 0, text: new Date(0).toISOString() }

/** Milliseconds since the epoch as ISO 8601 UTC; `null` when there is no such time. */
export function isoTime(ms: number | null | undefined): string | null {
  if (ms === null || ms === undefined || !(Math.abs(ms) <= farthest)) return null
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() }
  return last.text
}
