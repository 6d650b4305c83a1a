/** Quartiles of some numbers. */
export interface Quartiles {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** The quartiles, between neighbours where they fall between; `NaN` of nothing. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => {
    const position = share * (sorted.length - 1)
    const below = sorted[Math.floor(position)] ?? Number.NaN
    const above = sorted[Math.ceil(position)] ?? Number.NaN
    return below + (above - below) * (position - Math.floor(position))
  }
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}

/** Each value in proportion to the base's of the same round: what disturbs a round disturbs both. */
export function ratios(values: readonly number[], base: readonly number[]): number[] {
  return values.map((value, round) => value / (base[round] ?? Number.NaN))
}

/** The same in a random order: whoever ran last has warm caches. */
export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value)
}
