/** Lines around a difference. */
const around = 3
/** Most steps of the search; beyond, what lies between is shown as all different. */
const mostSteps = 20_000_000

type Change = readonly [kind: ' ' | '-' | '+', line: string]

/** What distinguishes two lists of lines, as a unified diff; empty when nothing does. */
export function unifiedDiff(
  before: readonly string[],
  after: readonly string[],
  names: { readonly before: string; readonly after: string },
): readonly string[] {
  const changes = changesOf(before, after)
  const hunks = hunksOf(changes)
  if (hunks.length === 0) return []
  return [`--- ${names.before}`, `+++ ${names.after}`, ...hunks]
}

/** Both lists as one, with what only one of them has marked; what they share at both ends is not searched. */
function changesOf(before: readonly string[], after: readonly string[]): readonly Change[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const kept = (lines: readonly string[]) => lines.map((line): Change => [' ', line])
  return [
    ...kept(before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...kept(before.slice(before.length - end)),
  ]
}

/** The shortest way from one list to the other, by Myers' algorithm. */
function middle(before: readonly string[], after: readonly string[]): readonly Change[] {
  const trail: Int32Array[] = []
  const most = before.length + after.length
  const furthest = new Int32Array(2 * most + 3)
  const at = (diagonal: number) => furthest[diagonal + most + 1] ?? 0
  let steps = 0
  for (let distance = 0; distance <= most; distance++) {
    const band = furthest.slice(most - distance, most + distance + 3)
    trail.push(band)
    steps += band.length
    if (steps > mostSteps) break
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down =
        diagonal === -distance || (diagonal !== distance && at(diagonal - 1) < at(diagonal + 1))
      let x = down ? at(diagonal + 1) : at(diagonal - 1) + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal])
        x += 1
      furthest[diagonal + most + 1] = x
      if (x >= before.length && x - diagonal >= after.length) {
        return walkBack(trail, before, after)
      }
    }
  }
  return [...before.map((line): Change => ['-', line]), ...after.map((line): Change => ['+', line])]
}

function walkBack(
  trail: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
): readonly Change[] {
  const changes: Change[] = []
  let x = before.length
  let y = after.length
  for (let distance = trail.length - 1; distance >= 0; distance--) {
    const at = (diagonal: number) => trail[distance]?.[diagonal + distance + 1] ?? 0
    const diagonal = x - y
    const down =
      diagonal === -distance || (diagonal !== distance && at(diagonal - 1) < at(diagonal + 1))
    const previous = down ? diagonal + 1 : diagonal - 1
    const fromX = distance === 0 ? 0 : at(previous)
    const fromY = distance === 0 ? 0 : fromX - previous
    while (x > fromX && y > fromY) {
      x -= 1
      y -= 1
      changes.push([' ', before[x] ?? ''])
    }
    if (distance === 0) break
    if (down) changes.push(['+', after[--y] ?? ''])
    else changes.push(['-', before[--x] ?? ''])
  }
  return changes.reverse()
}

function hunksOf(changes: readonly Change[]): readonly string[] {
  const lines: string[] = []
  let index = 0
  let before = 1
  let after = 1
  while (index < changes.length) {
    const first = changes.findIndex(([kind], place) => place >= index && kind !== ' ')
    if (first < 0) break
    const start = Math.max(index, first - around)
    before += start - index
    after += start - index
    let last = first
    for (let i = first; i < changes.length && i - last <= 2 * around + 1; i++) {
      if (changes[i]?.[0] !== ' ') last = i
    }
    const hunk = changes.slice(start, last + around + 1)
    const gone = hunk.filter(([kind]) => kind !== '+').length
    const come = hunk.filter(([kind]) => kind !== '-').length
    lines.push(`@@ -${before},${gone} +${after},${come} @@`)
    for (const [kind, line] of hunk) lines.push(`${kind}${line}`)
    before += gone
    after += come
    index = start + hunk.length
  }
  return lines
}
