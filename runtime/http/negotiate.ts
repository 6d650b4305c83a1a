/**
 * The media type of `offered` that an Accept header likes best; of equals the first one offered.
 * `undefined` when it excludes all of them.
 */
export function negotiate<T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (accept === undefined || accept.trim() === '' || accept === '*/*') return offered[0]
  const ranges = accept.split(',').map(parseRange)
  let best: T | undefined
  let bestWeight = 0
  for (const type of offered) {
    const weight = weightOf(type, ranges)
    if (weight > bestWeight) {
      best = type
      bestWeight = weight
    }
  }
  return best
}

interface Range {
  readonly type: string
  readonly weight: number
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { type, weight: weight === undefined ? 1 : Number(weight) || 0 }
}

// The most specific range decides, whatever its weight (RFC 9110, 12.5.1).
function weightOf(type: string, ranges: readonly Range[]): number {
  const wildcard = `${type.split('/', 1)[0]}/*`
  for (const wanted of [type, wildcard, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === wanted)
    if (range !== undefined) return range.weight
  }
  return 0
}
