/** Parts of each power of two; a value is off by less than 0.4 %. */
const parts = 256
const bits = 8
const powers = 26

/** Counts of durations in µs, in a fixed space, so that recording allocates nothing. */
export class Histogram {
  readonly #counts = new Uint32Array(parts * powers)
  #total = 0

  /** Counts a duration, µs. */
  record(us: number): void {
    const value = Math.min(Math.max(Math.floor(us), 0), 2 ** 32 - 1)
    const index = indexOf(value)
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#total++
  }

  /** The duration below which this share (0..1) of all lies, µs; 0 when there are none. */
  percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#total))
    let seen = 0
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i] ?? 0
      if (seen >= wanted) return middleOf(i)
    }
    return 0
  }
}

function indexOf(value: number): number {
  if (value < parts) return value
  const power = 31 - Math.clz32(value) - bits
  return parts + power * parts + ((value >>> power) - parts)
}

function middleOf(index: number): number {
  if (index < parts) return index
  const power = Math.floor((index - parts) / parts)
  return ((index % parts) + parts) * 2 ** power + 2 ** power / 2
}
