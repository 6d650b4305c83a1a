/** ms between two writes to many readers; more often would keep the process from its other work. */
const longest = 50
/** Readers that cost so much that they are written to no more often. */
const many = 200

/** ms between two writes to so many readers: one hears at once, many hear together. */
export function paceFor(readers: number): number {
  return Math.min(longest, (longest * readers) / many)
}
