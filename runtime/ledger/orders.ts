/** Most gaps remembered; a station with more does not number its messages. */
const mostRanges = 16

/** Adds a number to those seen, which are pairs of first and last, ascending; mostly in place. */
export function withOrder(ranges: number[], order: number | undefined): number[] {
  if (order === undefined || !Number.isSafeInteger(order)) return ranges
  if (ranges.length > 0 && ranges.at(-1) === order - 1) {
    ranges[ranges.length - 1] = order
    return ranges
  }
  const all: [number, number][] = []
  let [from, to] = [order, order]
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const [first = 0, last = 0] = ranges.slice(i, i + 2)
    if (last < from - 1 || first > to + 1) all.push([first, last])
    else {
      from = Math.min(from, first)
      to = Math.max(to, last)
    }
  }
  if (all.length >= mostRanges) return ranges
  all.push([from, to])
  return all.sort(([a], [b]) => a - b).flat()
}

/** Whether a number was seen. */
export function hasOrder(ranges: readonly number[], order: number): boolean {
  for (let i = ranges.length - 2; i >= 0; i -= 2) {
    const [first = 0, last = 0] = [ranges[i], ranges[i + 1]]
    if (order >= first) return order <= last
  }
  return false
}

/** Whether numbers between those seen are missing. */
export function hasGaps(ranges: readonly number[]): boolean {
  return ranges.length > 2
}
